import { normaliseName } from '#domain/client/client.ts';
import type { RowOutcome } from '#domain/client-file/plan-import.ts';
import { emailsOf } from '#domain/client/known-clients.ts';
import { duplicateIdOf } from '#domain/ids.ts';
import { FIRM_ID } from '../../builders.ts';
import { clientsOf, linksOf } from '../invariants.ts';
import type { CrashWorld } from './crash-world.ts';
import { type ImportWorld, type Told, uploadAgain } from './csv-import.ts';
import { isUnchanged, keep } from './kept-state.ts';
import { disconnect } from './scenarios.ts';

/** Clients that share name and an e-mail, and nobody was told. */
export function twins(world: CrashWorld): string[] {
  const { kept } = world.all.duplicates as unknown as { kept: Map<string, unknown> };
  const isKnown = (one: string, other: string) => kept.has(`${FIRM_ID} ${duplicateIdOf(one, other)}`);
  const current = [...clientsOf(world, FIRM_ID).values()].filter(({ status }) => status !== 'archived');
  return current.flatMap((one, index) => {
    const emails = emailsOf(one);
    return current
      .slice(index + 1)
      .filter(({ name }) => normaliseName(name) === normaliseName(one.name))
      .filter((other) => [...emailsOf(other)].some((email) => emails.has(email)))
      .filter(({ clientId }) => !isKnown(one.clientId, clientId) && !isKnown(clientId, one.clientId))
      .map(() => `${one.name} is there twice, and nobody was told`);
  });
}

/** Every row has an end, and what was said to be stored is there: the client itself, and its contact while it is no sync's. */
export function untrue({ world, rows }: ImportWorld, told: Told): string[] {
  if (told.kind !== 'rows') return [];
  const clients = clientsOf(world, FIRM_ID);
  const links = linksOf(world);
  const { result } = told;
  const problems = result.rows.flatMap(({ row, outcome, clientId, reason }) => {
    if (outcome === 'skipped') return reason ? [] : [`row ${String(row)} was skipped without a reason`];
    const id = clientId ?? '';
    const client = clients.get(links.get(`${FIRM_ID} ${id}`)?.linkedTo ?? id);
    if (client === undefined) return [`row ${String(row)} was ${outcome}, and is nowhere`];
    const email = rows[row - 2]?.[3] ?? '';
    const isThere = client.xpmUuid !== undefined || emailsOf(client).has(email);
    return isThere ? [] : [`row ${String(row)} was ${outcome}, and its contact is nowhere`];
  });
  return result.rows.length === rows.length ? problems : [...problems, 'a row was told nothing'];
}

/** The firm disconnects, so that its clients may be changed by hand, and imports the file after all. */
export async function importAfterAll(imported: ImportWorld): Promise<string[]> {
  await disconnect(imported.world);
  return importTwice(imported);
}

/** Says what is wrong with the answers, or with what the second of them changed. */
export async function importTwice(imported: ImportWorld): Promise<string[]> {
  const { world } = imported;
  const first = await uploadAgain(imported);
  const { clients } = world.all;
  const before = keep({ clients });
  const second = await uploadAgain(imported);
  if (first.kind !== 'rows' || second.kind !== 'rows')
    return [`the import is refused: ${JSON.stringify([first, second])}`];
  const isSame =
    isUnchanged({ clients }, before) &&
    second.result.rows.every(
      ({ outcome }, index) => outcome === afterwards(first.result.rows[index]?.outcome),
    );
  return [
    ...untrue(imported, first),
    ...untrue(imported, second),
    ...(isSame ? [] : ['the same file was not the same when it came again']),
  ];
}

/** What a row is told that comes again, when all of it is there already. */
const afterwards = (outcome: RowOutcome | undefined) => (outcome === 'skipped' ? 'skipped' : 'unchanged');
