import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '#runtime/logger.ts';
import { contracts } from '../../functions/api/registry.ts';
import { STATES } from '../support/access-matrix.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import { TOTP_SECRET } from '../support/proof/api-ports.ts';
import { ApiWorld } from '../support/proof/api-world.ts';
import { FIRMS, idsOf } from '../support/proof/firm-data.ts';
import { type Canary, formsOf, KINDS, LeakSearch, type Sink, SINKS } from '../support/proof/leaks.ts';
import { realRequest } from '../support/proof/real-request.ts';
import { record } from '../support/practice/world.ts';
import { promise } from '../support/promise.ts';
import { syncWorld } from '../support/workflows/sync-world.ts';

const s12 = promise('S12', 'secrets and what is said of clients stay where they belong', { floor: 1000 });
const FOLDERS = Object.keys(contracts) as Folder[];

const CLIENT: Record<'name' | 'e-mail' | 'phone' | 'note', string> = {
  name: 'Canary Kererū Joinery',
  'e-mail': 'canary.owner@clients-canary.example',
  phone: '021 555 0199 canary',
  note: 'Canary note: pays late & complains',
};
const OF_CLIENT: Canary[] = KINDS.flatMap((kind) =>
  kind in CLIENT ? [{ kind, value: CLIENT[kind as 'name'] }] : [],
);

let lines: string[];
beforeEach(() => {
  lines = [];
  logger.setLogLevel('DEBUG');
  const keep = (line: unknown) => {
    lines.push(String(line));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  logger.setLogLevel('SILENT');
});

/** Looks, and counts each text with each canary as a case. */
function leaks(canaries: Canary[], sinks: Partial<Record<Sink, string[]>>): string[] {
  const search = new LeakSearch(canaries);
  return Object.entries(sinks).flatMap(([sink, texts]) => {
    expect(texts.length, `${sink}: nothing to look at`).toBeGreaterThan(0);
    s12.held(texts.length * canaries.length);
    return search.report(sink as Sink, texts);
  });
}

describe('in a sync', () => {
  it.each(['that succeeds', 'whose practice answers nonsense', 'whose grant is gone'])('%s', async (how) => {
    const world = await syncWorld();
    const { ports } = world;
    const contact = {
      UUID: 'c1',
      Name: `${CLIENT.name} Owner`,
      Email: CLIENT['e-mail'],
      Mobile: CLIENT.phone,
    };
    const fields = { Name: CLIENT.name, Email: CLIENT['e-mail'], Phone: CLIENT.phone, Notes: CLIENT.note };
    ports.gateway.put([
      record(1, fields, [contact]),
      record(2, { ...fields, Name: '' }, [contact]),
      record(3, { ...fields, UUID: '' }),
      record(4, { ...fields, Email: `${CLIENT['e-mail']} or ${CLIENT.phone}` }, [{ ...contact, Name: '' }]),
      record(5, { ...fields, Phone: CLIENT.phone.repeat(50) }),
    ]);
    if (how.includes('nonsense')) ports.gateway.failures.push(new Error('no list of clients'));
    if (how.includes('grant')) {
      ports.identity.endGrant();
      ports.clock.advance(3_600_000);
    }
    const result = await world.start({ trigger: 'first' });
    const tokens = await ports.vault.load(ports.launcher.started[0]?.firmId ?? '');
    const canaries: Canary[] = [
      ...OF_CLIENT,
      { kind: 'access token', value: tokens?.tokens.accessToken ?? ports.identity.issue().accessToken },
    ];
    const found = leaks(canaries, {
      'workflow input': world.said.inputs,
      'workflow output': [...world.said.outputs, JSON.stringify(result)],
      event: ports.launcher.started.map((each) => JSON.stringify(each)),
      audit: ports.audit.events.map((each) => JSON.stringify(each)),
      log: lines,
    });
    expect(found).toEqual([]);
    const personal = OF_CLIENT.filter(({ kind }) => kind !== 'name');
    expect(
      leaks(personal, { 'mail to another firm': ports.mailer.sent.map((mail) => JSON.stringify(mail)) }),
    ).toEqual([]);
    expect(
      leaks(
        OF_CLIENT.filter(({ kind }) => kind === 'note'),
        { records: [JSON.stringify(ports.clients)] },
      ),
    ).toEqual([]);
  });
});

describe('in the API', () => {
  it.each(STATES)('of a firm whose connection is: %s', async (state) => {
    const world = await ApiWorld.of(state);
    const { ports } = world;
    const token = world.token('a', 'admin');
    const told: string[] = [];
    const urls: string[] = [];
    for (const folder of FOLDERS) {
      const contract = contracts[folder];
      const request = { ...realRequest(contract, idsOf('a', state)), token };
      const answers = [
        await world.call(folder, request),
        await world.call(folder, { ...request, query: `search=${encodeURIComponent(CLIENT.name)}&x=1` }),
        await world.call(folder, {
          ...request,
          raw: `{"name": "${CLIENT.name}", "phone": "${CLIENT.phone}"`,
        }),
      ];
      told.push(...answers.filter(({ status }) => status >= 400).map(({ text }) => text));
      urls.push(...answers.map(({ headers }) => headers['location'] ?? ''));
    }
    const contacts = [{ name: CLIENT.name, email: CLIENT['e-mail'], phone: CLIENT.phone }];
    // The second one is refused where the first was taken, in words that name the client.
    for (let time = 0; time < 2; time += 1)
      await world.call('create-client', { token, body: { name: CLIENT.name, contacts } });
    await world.call('list-clients', { token, query: `search=${encodeURIComponent(CLIENT.name)}` });
    const canaries: Canary[] = [
      ...OF_CLIENT,
      { kind: 'JWT', value: token },
      { kind: 'TOTP secret', value: TOTP_SECRET },
    ];
    const found = leaks(canaries, {
      log: lines,
      'error body': told,
      audit: ports.audit.events.map((each) => JSON.stringify(each)),
      URL: urls,
    });
    expect(found).toEqual([]);
    expect(world.wrong).toEqual([]);
  });
});

it('in connecting: what Xero sends with a browser, and what binds that browser', async () => {
  const world = await ApiWorld.of('disconnected');
  const { ports } = world;
  const begun = await world.call('start-connection', {
    token: world.token('a', 'admin'),
    body: { confirmPracticeChange: true },
  });
  const { authorizeUrl } = begun.body as { authorizeUrl: string };
  const state = new URL(authorizeUrl).searchParams.get('state') ?? '';
  const [cookie = ''] = (begun.cookies[0] ?? '').split(';');
  const code = 'good-canary-code-0123456789';
  const practice = { tenantId: 'tenant-new', connectionId: 'connection-new' };
  ports.identity.listed = [
    {
      ...practice,
      tenantType: 'PRACTICEMANAGER',
      tenantName: 'New',
      authEventId: 'event-1',
      reconnected: false,
    },
  ];
  const query = `code=${code}&state=${state}`;
  const before = world.dump();
  const landed = await world.call('receive-xero-callback', { query, cookies: [cookie] });
  expect([landed.status, landed.text]).toEqual([302, '']);
  const again = await world.call('receive-xero-callback', { query, cookies: [cookie] });
  const refused = await world.call('receive-xero-callback', { query: `${query}&error=x`, cookies: [cookie] });
  const { tokens } = (await ports.vault.load(FIRMS.a.firmId)) ?? { tokens: undefined };
  expect(tokens?.accessToken).toBeTypeOf('string');
  const canaries: Canary[] = [
    { kind: 'code', value: code },
    { kind: 'state', value: state },
    { kind: 'state', value: cookie.split('=')[1] ?? '' },
    { kind: 'access token', value: tokens?.accessToken ?? '' },
  ];
  const found = leaks(canaries, {
    URL: [landed, again, refused].map(({ headers }) => headers['location'] ?? ''),
    log: [...lines, ''],
    audit: ports.audit.events.map((each) => JSON.stringify(each)),
    connections: [before, JSON.stringify(ports.connections), JSON.stringify(ports.transactions)],
    event: ports.launcher.started.map((each) => JSON.stringify(each)),
    'mail to another firm': ports.mailer.sent.map((each) => JSON.stringify(each)),
  });
  expect(found).toEqual([]);
});

describe('the search', () => {
  const PLANTED = new Map(KINDS.map((kind) => [kind, `canary of ${kind} ü 0123456789`]));

  it.each(SINKS)('finds one leak of each kind in: %s', (sink) => {
    const search = new LeakSearch([...PLANTED].map(([kind, value]) => ({ kind, value })));
    for (const [kind, value] of PLANTED) {
      const isKept = sink === 'records' && ['name', 'e-mail', 'phone'].includes(kind);
      for (const form of formsOf(value)) {
        expect(search.in(sink, `{"message":"before ${form} after"}`), form).toEqual(isKept ? [] : [kind]);
        s12.held();
      }
    }
    expect(search.in(sink, 'nothing of all this')).toEqual([]);
  });

  it('finds a token that nobody told it of, and takes no encrypted one for it', () => {
    const search = new LeakSearch([]);
    expect(search.in('log', 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlMTI')).toEqual([
      'JWT',
    ]);
    expect(search.in('connections', 'eyJhbGciOiJkaXIifQ..aXYxMjM0NTY3OA.Y2lwaGVydGV4dA.dGFn')).toEqual([]);
  });
});
