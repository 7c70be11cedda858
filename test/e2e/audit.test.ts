import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { AuditActionSchema } from '#domain/audit/audit.ts';
import type { AuditAction } from '#domain/audit/audit.ts';
import { contract } from '../../functions/api/list-audit/contract.ts';
import { signIn } from '../../local/cognito-sign-in.ts';
import { DEMO_PASSWORD } from '../../local/demo/firms.ts';
import { totp } from '../../local/totp.ts';
import { RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { ask, landing, PATIENCE_MS } from '../support/portal-user.ts';
import type { Answer, RequestOptions } from '../support/portal-user.ts';

/** In everything that an audit must not hold. */
const MARKER = 'zq7canary';
const SINGLE = z.record(z.string(), z.unknown());
const { practice, partner } = RATA;

let world: World;
/** Whatever was secret on the way. */
const secrets: string[] = [];

const priya = () => world.as('priya@rata.example');
const sione = () => world.as('sione@rata.example');
const emma = () => world.as('emma@rata.example');
const as = async (email: string, method: string, path: string, options: RequestOptions = {}) =>
  must(await world.as(email).call(method, path, options));
const act = (method: string, path: string, body?: object) =>
  as('priya@rata.example', method, path, body === undefined ? {} : { body });

function must(answer: Answer): Record<string, unknown> {
  if (answer.status >= 300) throw new Error(`Answered ${String(answer.status)}: ${answer.text}`);
  return answer.body === undefined ? {} : SINGLE.parse(answer.body);
}

async function events(query = '') {
  const all: z.infer<typeof contract.success.schema>['events'] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await priya().call('GET', `/audit?limit=100${query}${next}`);
    expect(answer.status, answer.text).toBe(200);
    const page = contract.success.schema.parse(answer.body);
    all.push(...page.events);
    cursor = page.cursor;
  } while (cursor !== null);
  return all;
}
/** An act's record may come a moment after what it did can be seen. */
const latest = (action: AuditAction) =>
  vi.waitUntil(async () => (await events(`&action=${action}`))[0], { timeout: PATIENCE_MS, interval: 200 });

async function userId(email: string): Promise<string> {
  const { users } = z
    .object({ users: z.array(z.object({ userId: z.string(), email: z.string() })) })
    .parse(await act('GET', '/users'));
  return users.find((user) => user.email === email)?.userId ?? 'none';
}

/** Each kind of act that must be recorded (goals S22), done as it is done in life. In this order. */
const ACTS: Partial<Record<AuditAction, () => Promise<unknown>>> = {
  FIRM_CREATED: () => Promise.resolve(),
  SIGNED_IN: async () => secrets.push(await sione().token()),
  CLIENT_ADDED: () => act('POST', '/clients', { name: `By hand ${MARKER}`, email: `${MARKER}@hand.example` }),
  CLIENT_CHANGED: async () => act('PATCH', `/clients/${await byHand()}`, { name: `By hand ${MARKER} 2` }),
  CLIENT_ARCHIVED: async () => act('DELETE', `/clients/${await byHand()}`),
  CLIENT_RESTORED: async () => act('PATCH', `/clients/${await byHand('archived')}`, { status: 'client' }),
  CLIENTS_IMPORTED: () =>
    as('priya@rata.example', 'POST', '/clients/import', {
      raw: `Client Name,First Name,Last Name,Client Email,Client Phone\r\nImported ${MARKER},Ann,${MARKER},a@${MARKER}.example,021555`,
      headers: { 'content-type': 'text/csv' },
    }),
  CLIENTS_EXPORTED: () => priya().call('GET', '/clients/export'),
  CONNECT_STARTED: async () => secrets.push(...Object.values(await priya().startConnecting())),
  CONNECT_REFUSED: () => priya().connect({ email: partner, cancel: true }),
  CONNECT_COMPLETED: () => priya().connectAndSync(partner),
  SYNC_REQUESTED: () => priya().syncNow('full'),
  SYNC_STARTED: () => Promise.resolve(),
  SYNC_ENDED: () => Promise.resolve(),
  REMOVALS_HELD: async () => {
    world.xero
      .clients(practice)
      .forEach(({ uuid }, index) => index > 5 && world.xero.archiveClient(practice, uuid));
    expect(await priya().syncNow('full')).toMatchObject({ status: 'held' });
  },
  REMOVALS_APPROVED: async () => {
    const held = (await priya().syncs()).syncs[0]?.syncId ?? '';
    const { syncId } = await act('POST', `/syncs/${held}/approve-removals`);
    await priya().ended(String(syncId));
  },
  SYNCS_EXPORTED: () => priya().call('GET', '/syncs', { headers: { accept: 'text/csv' } }),
  SYNC_ISSUES_EXPORTED: async () => {
    const { syncs } = await priya().syncs();
    return priya().call('GET', `/syncs/${syncs[0]?.syncId ?? ''}`, { headers: { accept: 'text/csv' } });
  },
  ACCESS_REFUSED: () => emma().call('GET', '/clients'),
  MFA_REMINDED: async () => act('POST', `/users/${await userId('emma@rata.example')}/mfa-reminder`),
  MFA_ENABLED: async () => {
    const { secret } = await as('emma@rata.example', 'POST', '/me/mfa');
    secrets.push(String(secret));
    await as('emma@rata.example', 'POST', '/me/mfa/verify', {
      body: { code: totp(String(secret), Date.now()) },
    });
  },
  MFA_DISABLED: async () => {
    const sign = { ...world.demo.signIn, email: 'emma@rata.example', password: DEMO_PASSWORD };
    const { accessToken } = await signIn({ ...sign, totpSecret: secrets.at(-1) ?? '' });
    secrets.push(accessToken);
    const headers = { authorization: `Bearer ${accessToken}` };
    must(await ask('DELETE', `${world.demo.api}/me/mfa`, { headers }));
  },
  MFA_RESET: async () => act('DELETE', `/users/${await userId('sione@rata.example')}/mfa`),
  USER_INVITED: () =>
    act('POST', '/users', { email: `new@${MARKER}.example`, name: 'New Person', role: 'member' }),
  USER_CHANGED: async () =>
    act('PATCH', `/users/${await userId(`new@${MARKER}.example`)}`, { role: 'admin' }),
  USER_REMOVED: async () => act('DELETE', `/users/${await userId(`new@${MARKER}.example`)}`),
  AUDIT_EXPORTED: () => priya().call('GET', '/audit', { headers: { accept: 'text/csv' } }),
  DISCONNECTED: () => priya().disconnect(),
  CONNECTION_LOST: async () => {
    await priya().connectAndSync(partner);
    world.xero.disconnectInXero(practice);
    expect(await priya().syncNow('full')).toMatchObject({ status: 'failed' });
  },
};

/** Kinds whose case is in the test of their own routes. */
const ELSEWHERE = [
  'FIRM_CHANGED',
  'FIRM_EXPORTED',
  'FIRM_ERASED',
  'SEATS_CHANGED',
  'USER_REINVITED',
  'DUPLICATE_LINKED',
  'DUPLICATE_KEPT_APART',
  'DUPLICATE_UNDONE',
];

async function byHand(status = 'current'): Promise<string> {
  const rows = await priya().clients(`status=${status}`);
  return rows.find(({ name }) => name.startsWith('By hand'))?.clientId ?? 'none';
}

beforeAll(async () => {
  world = await startWorld({ harbour: 1, rata: 60 });
  const [first] = world.xero.clients(practice);
  world.xero.upsertClient(practice, { uuid: first?.uuid ?? '', name: `Client ${MARKER}` });
  secrets.push(await priya().token());
});
afterAll(() => world.close());

describe('the audit log', () => {
  it('knows each act that there is a case for, and no other', () => {
    const kinds = AuditActionSchema.options.filter((action) => !ELSEWHERE.includes(action));
    expect(Object.keys(ACTS).sort()).toEqual([...kinds].sort());
    expect(Object.keys(ACTS).length).toBeGreaterThanOrEqual(16);
  });

  it.each(Object.entries(ACTS))('has %s: who, when, what, result, source', async (name, perform) => {
    const action = AuditActionSchema.parse(name);
    const started = new Date(Date.now() - 1_000).toISOString();
    await perform();
    const event = await latest(action);
    expect(event).toMatchObject({ action, source: expect.stringMatching(/\S/) as string });
    expect(event.actor === 'system' || event.actor.userId !== '').toBe(true);
    expect(Date.parse(event.at)).toBeLessThanOrEqual(Date.now());
    if (/^USER_|^CLIENT|_EXPORTED$/.test(action)) expect(event.at >= started).toBe(true);
  });

  it('tells failures from successes, and the code of what was refused', async () => {
    expect(await latest('CONNECT_REFUSED')).toMatchObject({
      result: 'failure',
      details: { outcome: 'cancelled' },
    });
    expect(await latest('ACCESS_REFUSED')).toMatchObject({
      result: 'failure',
      actor: { name: 'Emma Brooks' },
      details: { code: 'MFA_REQUIRED', operationId: 'listClients' },
    });
    expect(await latest('CONNECTION_LOST')).toMatchObject({ result: 'failure', actor: 'system' });
    expect(await latest('SYNC_ENDED')).toMatchObject({ result: 'failure', details: { status: 'failed' } });
  });

  it('is found by action, by actor and by time, newest first, page by page', async () => {
    const all = await events();
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
    const me = (await priya().me()).userId;
    const mine = await events(`&actor=${me}`);
    expect(mine.map(({ auditId }) => auditId)).toEqual(
      all.filter(({ actor }) => actor !== 'system' && actor.userId === me).map(({ auditId }) => auditId),
    );
    const middle = all[Math.floor(all.length / 2)]?.at ?? '';
    const [before, after] = [await events(`&to=${middle}`), await events(`&from=${middle}`)];
    expect(before.length + after.length).toBe(all.length);
    for (const query of ['action=NOPE', 'from=yesterday', 'actor=a%20b', 'limit=0', 'cursor=x', 'x=1']) {
      expect(await priya().call('GET', `/audit?${query}`)).toMatchObject({ status: 400 });
    }
  });

  it('leaves as a file of all that matches, whole or saying that it is not', async () => {
    const answer = await priya().call('GET', '/audit?action=SYNC_ENDED&limit=1', {
      headers: { accept: 'text/csv' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('vary')).toBe('accept');
    expect(answer.headers.get('x-file-cut')).toBe('false');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const rows = answer.text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + (await events('&action=SYNC_ENDED')).length);
    const refused = await priya().call('GET', '/audit', { headers: { accept: 'image/png' } });
    expect(refused).toMatchObject({ status: 406, body: { error: { code: 'NOT_ACCEPTABLE' } } });
  });

  it('is for the admins of its own firm alone', async () => {
    expect(await emma().call('GET', '/audit')).toMatchObject({ status: 403 });
    const answer = await world.as('mere@harbour.example').call('GET', '/audit?limit=100');
    const foreign = contract.success.schema.parse(answer.body).events;
    const own = new Set((await events()).map(({ auditId }) => auditId));
    expect(foreign.filter(({ auditId }) => own.has(auditId))).toEqual([]);
  });

  it('holds ids and codes only: nothing of clients, no token and no secret', async () => {
    const name = world.run.platform.find('AWS::DynamoDB::Table', 'Audit')[0]?.physicalId;
    const { Items } = await world.run.platform.dynamodb.call('Query', {
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `FIRM#${priya().firmId}` } },
    });
    const text = JSON.stringify(Items);
    expect(text).toContain('CLIENTS_IMPORTED');
    expect(text).not.toContain(MARKER);
    expect(secrets.length).toBeGreaterThan(5);
    for (const secret of secrets) expect(text.includes(secret)).toBe(false);
    expect(text).not.toMatch(/eyJ[\w-]{10,}\./);
    await landing(`${world.demo.portal}/api/oauth/xero/callback?state=${MARKER}&code=${MARKER}`);
  });
});
