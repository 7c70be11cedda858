import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { HARBOUR, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';
import type { SyncView } from '../support/portal-user.ts';

const { practice, partner } = HARBOUR;
let world: World;
let first: SyncView;

beforeAll(async () => {
  world = await startWorld({ harbour: 60, rata: 1 });
  first = await mere().connectAndSync(partner);
});
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const aroha = () => world.as('aroha@harbour.example');
const csv = { headers: { accept: 'text/csv' } };
const dismiss = (noticeId: string, user = mere()) => user.call('POST', `/notices/${noticeId}/dismiss`);
const ids = async (user = mere()) => (await user.notices()).map(({ noticeId }) => noticeId);
const nameOf = (type: string, prefix: string) => world.run.platform.find(type, prefix)[0];

describe('notices', () => {
  it('tell what the first sync brought and what needs a look', async () => {
    const [notice] = await mere().notices();
    expect(notice).toMatchObject({ kind: 'sync-finished', syncId: first.syncId, dismissable: true });
    expect(notice?.message).toContain(`${String(first.counts.added)} added`);
    expect(notice?.message).toMatch(/Needs a look: .*clients? without a primary contact/);
    expect(first.attention?.withoutPrimaryContact).toBeGreaterThan(0);
  });

  it('are put away by each user, again and at once, until there is a new cause', async () => {
    const [noticeId = ''] = await ids();
    const answers = await Promise.all([dismiss(noticeId), dismiss(encodeURIComponent(noticeId))]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect(await dismiss(noticeId)).toMatchObject({ status: 204, text: '' });
    expect(await ids()).toEqual([]);
    expect(await ids(aroha())).toEqual([noticeId]);
    expect(await dismiss('sync-finished:NONE')).toMatchObject({
      status: 404,
      body: { error: { code: 'NOTICE_NOT_FOUND' } },
    });
    const { syncId } = await mere().syncNow();
    expect(await ids()).toEqual([`sync-finished:${syncId}`]);
  });

  it('tell those who lack MFA that, and nothing else', async () => {
    const notices = await world.as('tom@harbour.example').notices();
    expect(notices).toMatchObject([
      { kind: 'mfa-due', dismissable: false, action: { href: '/settings/mfa' } },
    ]);
    const answer = await dismiss(notices[0]?.noticeId ?? '', world.as('tom@harbour.example'));
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'MFA_REQUIRED' } } });
  });
});

describe('the history', () => {
  it('leaves as a file, filtered or not, by any member', async () => {
    const answer = await aroha().call('GET', '/syncs', csv);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = answer.text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + (await mere().syncs()).syncs.length);
    const firsts = await aroha().call('GET', '/syncs?trigger=first', csv);
    expect(firsts.text.trimEnd().split('\r\n')).toHaveLength(2);
    expect(firsts.text).toContain(`,first,full,succeeded,Mere Tamihana,`);
    const issues = await aroha().call('GET', `/syncs/${first.syncId}`, csv);
    expect(issues.text).toContain('Code,Client,Reason,Link\r\n');
    expect(issues.text.trimEnd().split('\r\n')).toHaveLength(1 + first.issues.length);
  });

  it('is JSON for those who prefer it, or say nothing', async () => {
    for (const accept of ['*/*', 'text/csv;q=0.5, application/json', 'application/*']) {
      const answer = await mere().call('GET', '/syncs?status=succeeded', { headers: { accept } });
      expect(answer.headers.get('content-type'), accept).toContain('application/json');
    }
    expect(await mere().call('GET', '/syncs', { headers: { accept: 'text/html' } })).toMatchObject({
      status: 406,
    });
  });

  it('counts what a failed sync asked of Xero, and what was left', async () => {
    world.xero.fault({ on: 'list', kind: '500', times: 10 });
    const failed = await mere().syncNow('full');
    world.xero.clearFaults();
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'XERO_UNAVAILABLE' } });
    expect(failed.xeroRequests).toBeGreaterThanOrEqual(3);
    const { body } = await mere().call('GET', '/syncs?status=failed');
    expect(body).toMatchObject({ syncs: [{ syncId: failed.syncId }], cursor: null });
  });
});

describe('a sync whose execution is gone, and whose end nobody was told of', () => {
  const sweep = async () => {
    const machine = nameOf('AWS::StepFunctions::StateMachine', 'DispatchDueSyncs');
    await world.run.platform.call('AWSStepFunctions.StartExecution', {
      stateMachineArn: machine?.arn,
      input: '{}',
    });
  };

  it('ends as interrupted with the next dispatch, although nothing is due, and the firm syncs again', async () => {
    const { physicalId: TableName = '' } = nameOf('AWS::DynamoDB::Table', 'Connections') ?? {};
    const { dynamodb } = world.run.platform;
    const lost = '01JQ7Z00000000000000000000';
    const pk = { S: `FIRM#${mere().firmId}` };
    const over = new Date(Date.now() - 60_000).toISOString();
    const text = (S: string) => ({ S });
    // As a claim leaves it whose execution was killed with everything that would have told of it.
    const run = {
      M: {
        syncId: text(lost),
        trigger: text('manual'),
        requestedMode: text('auto'),
        phase: text('running'),
        startedAt: text(new Date(Date.now() - 1_500_000).toISOString()),
        leaseUntil: text(over),
        progress: { M: { written: { N: '0' } } },
      },
    };
    await dynamodb.call('UpdateItem', {
      TableName,
      Key: { pk, sk: { S: 'RUN-WATCH' } },
      UpdateExpression: 'SET duePk = :watch, dueAt = :over',
      ExpressionAttributeValues: { ':watch': text('WATCH'), ':over': text(over) },
    });
    await dynamodb.call('UpdateItem', {
      TableName,
      Key: { pk, sk: { S: 'CONNECTION' } },
      UpdateExpression: 'SET #run = :run ADD fence :one',
      ExpressionAttributeNames: { '#run': 'run' },
      ExpressionAttributeValues: { ':run': run, ':one': { N: '1' } },
    });
    expect(await mere().sync(lost)).toMatchObject({ status: 'interrupted', finishedAt: null });
    expect(await mere().notices()).toMatchObject([{ kind: 'sync-failed', syncId: lost }]);
    expect(Date.parse((await mere().connection()).nextSyncAt ?? '')).toBeGreaterThan(Date.now());

    await sweep();
    const ended = await mere().ended(lost);
    expect(ended).toMatchObject({ status: 'interrupted', failure: { code: 'SYNC_STOPPED' } });
    const again = await vi.waitUntil(
      async () => {
        const { lastSync } = await mere().connection();
        return lastSync?.status === 'succeeded' && lastSync.syncId > lost ? lastSync : undefined;
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );
    expect(await mere().sync(again.syncId)).toMatchObject({ trigger: 'schedule', status: 'succeeded' });
    const { body } = await mere().call('GET', '/audit?action=SYNC_ENDED&limit=100');
    const { events } = z
      .object({
        events: z.array(z.object({ result: z.string(), details: z.record(z.string(), z.unknown()) })),
      })
      .parse(body);
    expect(events.filter(({ details }) => details['syncId'] === lost)).toMatchObject([
      { result: 'failure', details: { status: 'interrupted' } },
    ]);
  });
});

describe('a connection that is lost during a sync', () => {
  it('has that sync as its last one, failed, with its requests counted', async () => {
    world.xero.disconnectInXero(practice);
    const failed = await mere().syncNow('full');
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'DISCONNECTED_IN_XERO' } });
    expect(failed.xeroRequests).toBeGreaterThan(0);
    expect(await mere().connection()).toMatchObject({
      state: 'disconnected',
      lastSync: { syncId: failed.syncId, status: 'failed' },
    });
    const [banner] = await mere().notices();
    expect(banner).toMatchObject({ kind: 'disconnected', dismissable: true });
    expect(await dismiss(banner?.noticeId ?? '')).toMatchObject({ status: 204 });
    expect(await ids()).toEqual([]);
    expect(await ids(aroha())).toEqual([banner?.noticeId]);
  });
});
