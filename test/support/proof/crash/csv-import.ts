import { COLUMNS } from '#domain/client-file/columns.ts';
import type { ImportResult } from '#domain/client-file/import-clients.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { xeroConnection } from '../../connection-world.ts';
import { between, pick, type Random } from '../random.ts';
import { CrashWorld, MIA } from './crash-world.ts';
import { clientNo } from './practice-data.ts';
import { disconnect, synced } from './scenarios.ts';
import { settle } from './settle.ts';
import { TENANT } from './standins.ts';

/** A firm that is not connected, and the file that a colleague is about to import. */
export interface ImportWorld {
  world: CrashWorld;
  /** Below the header, cell by cell. */
  rows: readonly (readonly string[])[];
}

const HOUR = 3_600_000;
/** API Gateway waits no longer, and the function ends then (`lib/routes.ts`). */
const LIFE_MILLISECONDS = 29_000;
/** More new clients than fit into one request. */
const MANY = 27;

/** Before it has ever been connected. */
export async function neverConnected(random: Random): Promise<ImportWorld> {
  const world = await CrashWorld.of(between(random, 1, 1e9), false);
  const records = recordsOf(random, 0, between(random, 3, 5));
  world.all.first.put(records);
  const fresh = random() < 0.3 ? MANY : between(random, 1, 3);
  return { world, rows: rowsOf(random, records, fresh) };
}

/** Its clients came from XPM, were handed to the portal by a disconnect, and will be XPM's again. */
export async function onceSynced(random: Random): Promise<ImportWorld> {
  const world = await synced(random);
  const { first, identity } = world.all;
  const known = [
    ...(first as unknown as { listed: Map<string, { record: PracticeRecord }> }).listed.values(),
  ];
  await world.clock.sleep(HOUR);
  await disconnect(world);
  await settle(world);
  identity.listed = [xeroConnection('1', { tenantId: TENANT, connectionId: 'connection-1' })];
  const added = recordsOf(random, 7, 2);
  first.put(added);
  const records = [...known.map(({ record }) => record), ...added];
  return { world, rows: rowsOf(random, records, between(random, 1, 2)) };
}

function recordsOf(random: Random, from: number, count: number): PracticeRecord[] {
  return Array.from({ length: count }, (_, index) => clientNo(from + index, random));
}

/** Most clients of the practice, by name or e-mail or both, in no state that XPM would know; new ones; and a bad row. */
function rowsOf(random: Random, records: readonly PracticeRecord[], fresh: number): string[][] {
  const known = records.flatMap((record, index) => {
    const { Name = '', Email } = record.fields;
    const emails = [...record.contacts.map((contact) => contact['Email']), Email].filter(
      (email) => email !== undefined,
    );
    const own = `import${String(index)}@new.example`;
    const email = emails.length > 0 && random() < 0.8 ? pick(random, emails) : own;
    const name = pick(random, [Name, Name, Name.toUpperCase(), `Other ${String(index)}`]);
    return random() < 0.85 ? [[name, 'Imported', String(index), email, `021 ${String(index)}`]] : [];
  });
  const others = Array.from({ length: fresh }, (_, index) => [
    `Fresh ${String(index)}`,
    'Fay',
    'Fresh',
    `fay${String(index)}@fresh.example`,
    '',
  ]);
  return [...known, ['Nameless', '', '', 'nameless@new.example', ''], ...others];
}

/** What became of an upload, as the colleague sees it. */
export type Told =
  { kind: 'rows'; result: ImportResult } | { kind: 'refused'; code: string } | { kind: 'no-answer' };

class TimedOut extends Error {
  override readonly name = 'Sandbox.Timedout';
}

/** As Lambda runs it: a function that goes on for too long is over. */
export async function upload({ world, rows }: ImportWorld): Promise<Told> {
  const { office, clock } = world;
  const body = Buffer.from([COLUMNS, ...rows].map((cells) => cells.join(',')).join('\r\n'));
  const life = { over: false };
  void clock.until(clock.milliseconds + LIFE_MILLISECONDS).then(() => {
    if (!life.over) office.kill(new TimedOut());
  });
  try {
    const answer = await office.invoke(() =>
      world.colleagues.importClients({ caller: MIA, query: {}, body }),
    );
    return { kind: 'rows', result: answer.body };
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code === undefined ? { kind: 'no-answer' } : { kind: 'refused', code };
  } finally {
    life.over = true;
  }
}

/** Until it is told something: whoever is told that somebody else is at it, or nothing, tries again. */
export async function uploadAgain(imported: ImportWorld): Promise<Told> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const told = await upload(imported);
    const isBusy = told.kind === 'refused' && told.code === 'CLIENTS_BUSY';
    if (!isBusy && told.kind !== 'no-answer') return told;
    await imported.world.clock.sleep(30_000);
  }
  throw new Error('Nobody may edit clients any more');
}
