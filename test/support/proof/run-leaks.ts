import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { LocalRun } from '../../../local/local-run.ts';
import type { XeroAdmin } from '../../../local/xero/admin.ts';
import { notedStates } from './noted-states.ts';
import { type Canary, LeakSearch, type Sink } from './leaks.ts';

interface Run {
  run: LocalRun;
  xero: XeroAdmin;
  stateDir: string;
  /** Where the Xero of the test keeps its state. */
  xeroDir: string;
  app: { clientId: string; clientSecret: string };
}

/** So many clients of each practice are looked for; all of them would take long and say no more. */
const CLIENTS = 12;

/** Every run writes to these. */
const ALWAYS_USED = new Set<Sink>(['log', 'records', 'audit']);

/** What the sinks of a run hold that they must not, in words: its log, its workflows, its events, its tables, its mails. */
export async function leaksOf(world: Run): Promise<string[]> {
  const { stateDir, xero } = world;
  const people = clientsOf(xero);
  const search = new LeakSearch([...secretsOf(world), ...people.flatMap(({ canaries }) => canaries)]);
  const executions = linesOf(stateDir, 'executions').map(entryOf);
  const events = linesOf(stateDir, 'execution-events');
  const sinks: [Sink, string[]][] = [
    ['log', logLines(stateDir)],
    ['workflow input', executions.map(({ input }) => String(input))],
    ['workflow output', [...executions.map((each) => JSON.stringify(each)), ...events]],
    ['workflow output', linesOf(stateDir, 'execution-checkpoints')],
    ['event', linesOf(stateDir, 'async-invocations')],
    ['URL', xero.requests().map(({ path }) => path)],
    ['records', await itemsOf(world.run, 'Records')],
    ['connections', await itemsOf(world.run, 'Connections')],
    ['audit', await itemsOf(world.run, 'Audit')],
  ];
  const empty = sinks.filter(([sink, texts]) => ALWAYS_USED.has(sink) && texts.length === 0);
  return [
    ...empty.map(([sink]) => `${sink} holds nothing at all, so that this search looked at nothing`),
    ...sinks.flatMap(([sink, texts]) => search.report(sink, texts)),
    ...(await mailsToOthers(world.run, stateDir, people)),
  ];
}

interface ClientCanaries {
  name: string;
  canaries: Canary[];
}

function clientsOf(xero: XeroAdmin): ClientCanaries[] {
  return xero.practices().flatMap((practice) =>
    xero
      .clients(practice.tenantId)
      .slice(0, CLIENTS)
      .map(({ name, email, phone, contacts, notes }) => ({
        name,
        canaries: [
          { kind: 'name' as const, value: name },
          { kind: 'e-mail' as const, value: email },
          { kind: 'phone' as const, value: phone },
          ...notes.map(({ text }) => ({ kind: 'note' as const, value: text })),
          ...contacts.flatMap((contact) => [
            { kind: 'e-mail' as const, value: contact.email ?? '' },
            { kind: 'phone' as const, value: contact.mobile ?? '' },
          ]),
        ],
      })),
  );
}

function secretsOf({ run, xeroDir, app }: Run): Canary[] {
  const ids = (collection: string) =>
    linesOf(xeroDir, collection).map(
      (line) => z.tuple([z.string()]).rest(z.unknown()).parse(JSON.parse(line))[0],
    );
  const { clientId, clientSecret } = app;
  const users = run.demo.firms.flatMap((firm) => firm.users);
  return [
    ...ids('xero-codes').map((value) => ({ kind: 'code' as const, value })),
    ...ids('xero-refresh-tokens').map((value) => ({ kind: 'refresh token' as const, value })),
    { kind: 'client secret', value: clientSecret },
    { kind: 'Basic header', value: Buffer.from(`${clientId}:${clientSecret}`).toString('base64') },
    ...users.map(({ totpSecret }) => ({ kind: 'TOTP secret' as const, value: totpSecret ?? '' })),
    ...notedStates().map((value) => ({ kind: 'state' as const, value })),
  ];
}

/** A mail about clients goes to users of a firm that has them; and never with a client's address or number. */
async function mailsToOthers(run: LocalRun, stateDir: string, people: ClientCanaries[]): Promise<string[]> {
  const items = (await itemsOf(run, 'Records')).map((text) => ({
    text,
    firmId: /FIRM#([\w-]+)/.exec(text)?.[1],
  }));
  // Who was removed since is in no table any more, but was of that firm when the mail left.
  const demoUsers = run.demo.firms.flatMap(({ firmId, users }) => users.map(({ email }) => [email, firmId]));
  const firmOf = new Map([
    ...items.flatMap(({ text, firmId }) =>
      [...text.matchAll(/"email":\{"S":"([^"]+)"\}/g)].map(([, email = '']) => [email, firmId] as const),
    ),
    ...demoUsers.map(([email = '', firmId]) => [email, firmId] as const),
  ]);
  const held = (firmId: string | undefined, name: string) =>
    items.some((item) => item.firmId === firmId && item.text.includes(JSON.stringify(name).slice(1, -1)));
  return linesOf(stateDir, 'mails').flatMap((line) => {
    const { to, subject } = MailSchema.parse(entryOf(line));
    const firmId = firmOf.get(to[0] ?? '');
    return people.flatMap(({ name, canaries }) => {
      const foreign = held(firmId, name) ? canaries.filter(({ kind }) => kind !== 'name') : canaries;
      return new LeakSearch(foreign)
        .in('mail to another firm', line)
        .map((kind) => `a mail (${subject}) holds a ${kind} of a client`);
    });
  });
}
const MailSchema = z.object({ to: z.array(z.string()), subject: z.string() });

const EntrySchema = z.tuple([z.string(), z.record(z.string(), z.unknown())]);
function entryOf(line: string): Record<string, unknown> {
  const parsed = EntrySchema.safeParse(JSON.parse(line));
  return parsed.success ? parsed.data[1] : {};
}

/** A collection's whole history, also of what was deleted since. */
function linesOf(folder: string, collection: string): string[] {
  const file = join(folder, `${collection}.jsonl`);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

export function logLines(stateDir: string): string[] {
  const folder = join(stateDir, 'logs');
  return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
}

const ScanSchema = z.object({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

async function itemsOf(run: LocalRun, table: string): Promise<string[]> {
  const items: string[] = [];
  const resources = run.platform.find('AWS::DynamoDB::Table', table);
  if (resources.length !== 1) throw new Error(`There is no table ${table}`);
  for (const { physicalId } of resources) {
    for (
      let from: Record<string, unknown> | undefined, first = true;
      first || from !== undefined;
      first = false
    ) {
      const input = { TableName: physicalId, ...(from === undefined ? {} : { ExclusiveStartKey: from }) };
      const page = ScanSchema.parse(await run.platform.dynamodb.call('Scan', input));
      items.push(...page.Items.map((item) => JSON.stringify(item)));
      from = page.LastEvaluatedKey;
    }
  }
  return items;
}
