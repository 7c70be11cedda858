import type { Client } from '#domain/client/client.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import type { Sync } from '#domain/sync/sync.ts';
import { clientIdOf } from '#domain/ids.ts';
import { FIRM_ID } from '../builders.ts';
import type { CrashWorld } from './crash/crash-world.ts';
import { connectionNow } from './crash/history.ts';
import { lineOf, projectionOf, type Shown } from './crash/practice-data.ts';
import { OTHER_FIRM_ID, OTHER_TENANT } from './crash/standins.ts';

/** What a run may have done that is no breach. */
export interface Allowances {
  /** Mails that a kill may have doubled: it fell between Xero's… the mail service's yes and the note of it. */
  doubledMails: number;
  /** What XPM does not list stays in the portal until an admin agrees. */
  holds: boolean;
  /** Ids of clients that were there before. */
  before: ReadonlySet<string>;
}

/** What is not as it must be, one sentence each. */
type Invariant = (world: CrashWorld, allowed: Allowances) => string[];

const GRACE_MS = 30 * 60_000;
const PER_MINUTE = 60;

const unless = (holds: boolean, problem: string): string[] => (holds ? [] : [problem]);

/** Of the stand-ins, past their promises: judging must not take longer than what is judged. */
export function clientsOf({ all }: CrashWorld, firmId: string): Map<string, Client> {
  const { firms } = all.clients as unknown as { firms: Map<string, Map<string, { client: Client }>> };
  return new Map([...(firms.get(firmId) ?? [])].map(([id, { client }]) => [id, client]));
}

export function linksOf({ all }: CrashWorld): Map<string, { linkedTo: string }> {
  return (all.clients as unknown as { links: Map<string, { linkedTo: string }> }).links;
}

export function syncsOf({ all }: CrashWorld): Sync[] {
  const { syncs } = all.syncs as unknown as { syncs: Map<string, Map<string, Sync>> };
  return [...(syncs.get(FIRM_ID)?.values() ?? [])];
}

export function clientIds(world: CrashWorld): Set<string> {
  return new Set(clientsOf(world, FIRM_ID).keys());
}

function recordsOf(world: CrashWorld): PracticeRecord[] {
  const { practice } = world.connection();
  const scripted = practice.tenantId === OTHER_TENANT ? world.all.second : world.all.first;
  const { listed } = scripted as unknown as { listed: Map<string, { record: PracticeRecord }> };
  return [...listed.values()].map(({ record }) => record);
}

function shownOf({ name, email, status, contacts }: Client): Shown {
  const lines = contacts.map((one) => lineOf(one.contactId, one.name, one.email, one.isPrimary));
  return { name, email, status, contacts: lines.sort() };
}

/** The portal shows what the practice lists, and nothing else of what came from it. */
const I1: Invariant = (world, { holds }) => {
  if (!world.isConnected()) return [];
  const expected = new Map<string, Shown>();
  for (const record of recordsOf(world)) {
    const shown = projectionOf(record);
    if (shown !== undefined) expected.set(record.fields['UUID'] ?? '', shown);
  }
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const client of clientsOf(world, FIRM_ID).values()) {
    if (client.xpmUuid === undefined) continue;
    const wanted = expected.get(client.xpmUuid);
    if (wanted === undefined) {
      if (client.status !== 'archived' && !holds) problems.push(`${client.name} is still there`);
      continue;
    }
    seen.add(client.xpmUuid);
    if (JSON.stringify(shownOf(client)) !== JSON.stringify(wanted)) {
      problems.push(`${client.name} is not as in the practice`);
    }
  }
  const missing = [...expected].filter(([uuid]) => !seen.has(uuid));
  return [...problems, ...missing.map(([, { name }]) => `${name} is missing`)];
};

/** Nobody who was there is gone, and another firm's clients are as they were. */
const I2: Invariant = (world, { before }) => {
  const clients = clientsOf(world, FIRM_ID);
  const links = linksOf(world);
  const lost = [...before].filter((id) => !clients.has(id) && !links.has(`${FIRM_ID} ${id}`));
  const others = [...clientsOf(world, OTHER_FIRM_ID).values()];
  const intact = others.length === 2 && others.every(({ name }) => name.startsWith('Canary of the other'));
  const strangers = [...clients.values()].filter(({ name }) => name.startsWith('Canary'));
  return [
    ...lost.map((id) => `client ${id} is lost`),
    ...unless(intact && strangers.length === 0, 'clients crossed from one firm to another'),
  ];
};

/** The refresh token that is stored is the newest that Xero gave, unless an admin has to connect again. */
const I3: Invariant = (world) => {
  const { vault, identity } = world.all;
  const stored = (vault as unknown as { firms: Map<string, { tokens: { refreshToken: string } }> }).firms.get(
    FIRM_ID,
  );
  const connection = connectionNow(world.all, FIRM_ID);
  if (connection?.state !== 'connected') {
    const isOver = connection === undefined || connection.cleanupPending !== true;
    return unless(
      !isOver || stored === undefined || connection === undefined,
      'tokens outlived the connection',
    );
  }
  const newest = `refresh-${String(identity.accepted)}`;
  return unless(stored?.tokens.refreshToken === newest, `the stored token is not ${newest}`);
};

/** Xero never took one token twice, but within the half hour that it grants for lost answers. */
const I4: Invariant = ({ history }) => {
  const first = new Map<string, number>();
  return history.refreshes.flatMap(({ token, at, accepted }) => {
    const since = first.get(token);
    if (since === undefined) first.set(token, at);
    return unless(!accepted || since === undefined || at - since <= GRACE_MS, `${token} was used late`);
  });
};

/** Whoever wrote a client was the run of the moment, of the connection of the moment. */
const I5: Invariant = ({ history }) =>
  history.clientWrites
    .filter(({ outcome }) => outcome === 'written')
    .filter(({ claim, now }) => claim.epoch !== now.epoch || claim.fence !== now.fence)
    .map(
      ({ call, claim, now }) =>
        `${call} of ${String(claim.epoch)}/${String(claim.fence)} was written at ${String(now.epoch)}/${String(now.fence)}`,
    );

/** Archived is only who is archived in the practice, or missing from a list that was read to its end. */
const I6: Invariant = (world) => {
  if (!world.isConnected()) return [];
  const current = new Set(
    recordsOf(world)
      .filter((record) => projectionOf(record) !== undefined)
      .map(({ fields }) => clientIdOf(FIRM_ID, fields['UUID'] ?? '')),
  );
  return [...clientsOf(world, FIRM_ID)]
    .filter(([id, { status }]) => status === 'archived' && current.has(id))
    .map(([, { name }]) => `${name} was archived although the practice lists it`);
};

/** Every mail that was due has left, once; nobody who waited for a sync, or should know of it, hears nothing. */
const I7: Invariant = (world, { doubledMails }) => {
  const { entries } = world.all.outbox as unknown as {
    entries: Map<
      string,
      { mail: { mailId: string; onlyWithoutMfa?: unknown }; state: string; dueAt?: number }
    >;
  };
  const sent = new Map<string, number>();
  for (const { mailId } of world.all.mailer.sent) sent.set(mailId, (sent.get(mailId) ?? 0) + 1);
  const problems: string[] = [];
  for (const { mail, state, dueAt } of entries.values()) {
    const isLater = dueAt !== undefined && dueAt > world.clock.milliseconds;
    if (state === 'sent' && !sent.has(mail.mailId)) problems.push(`${mail.mailId} never left`);
    if (state !== 'sent' && !isLater && mail.onlyWithoutMfa === undefined) {
      problems.push(`${mail.mailId} is ${state}`);
    }
  }
  const doubled = [...sent.values()].reduce((sum, times) => sum + times - 1, 0);
  if (doubled > doubledMails) problems.push(`${String(doubled)} mails too many`);
  const expected = syncsOf(world).flatMap(mailsAbout);
  return [...problems, ...expected.filter((id) => !sent.has(id)).map((id) => `nobody wrote ${id}`)];
};

/** By the words of the rule (design, section 2), for a firm of two admins with the settings of the start. */
function mailsAbout({ syncId, trigger, status, failure, startedBy, counts }: Sync): string[] {
  const to = (userId: string) => `sync/${syncId}/${userId}`;
  if (trigger !== 'schedule' && startedBy !== null) {
    // Who ended a sync by disconnecting knows; one that the schedule repeats was told of the first time.
    const isKnown = failure !== null && (status === 'interrupted' || trigger === 'first');
    return isKnown ? [] : [to(startedBy.userId)];
  }
  const changes = counts.added + counts.updated + counts.restored + counts.archived + counts.skipped;
  const isNews = failure === null && (changes > 0 || status === 'held');
  return isNews ? ['ada', 'ben'].map(to) : [];
}

/** No run is left that nobody works on. */
const I8: Invariant = (world) =>
  unless(connectionNow(world.all, FIRM_ID)?.run === undefined, 'a run is left at rest');

/** Of Xero's 60 requests a minute a firm uses a few. */
const I9: Invariant = ({ all, history }) => {
  const times = history.xero.map(({ at }) => at).sort((a, b) => a - b);
  const crowded = times.some((at, index) => (times[index + PER_MINUTE] ?? Infinity) - at < 60_000);
  const lists = all.first.requests.length + all.second.requests.length;
  return unless(!crowded && lists < PER_MINUTE, 'more than 60 requests in a minute');
};

const SECRETS = /refresh-\d|h\.eyJ|@client\d|\bgood-/;

/** Neither tokens nor what clients are reached by stand in a state, the audit or a sync's record. */
const I10: Invariant = (world) => [
  ...unless(!world.history.payloads.some((payload) => SECRETS.test(payload)), 'a state carried a secret'),
  ...unless(!SECRETS.test(JSON.stringify(world.all.audit.events)), 'the audit holds a secret'),
  ...unless(!SECRETS.test(JSON.stringify(syncsOf(world))), 'a sync’s record holds a secret'),
  ...unless(
    !/refresh-\d|h\.eyJ/.test(world.all.mailer.sent.map(({ text }) => text).join('\n')),
    'a mail holds a secret',
  ),
];

const INVARIANTS: Readonly<Record<string, Invariant>> = { I1, I2, I3, I4, I5, I6, I7, I8, I9, I10 };

/** What a world at rest breaks; nothing, if all is well. */
export function breaches(world: CrashWorld, allowed: Allowances): string[] {
  return Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
    invariant(world, allowed).map((problem) => `${name}: ${problem}`),
  );
}
