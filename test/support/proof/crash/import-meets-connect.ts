import { breaches, clientIds } from '../invariants.ts';
import { mulberry32 } from '../random.ts';
import type { CrashWorld, Moment } from './crash-world.ts';
import { type ImportWorld, type Told, upload } from './csv-import.ts';
import { importAfterAll, importTwice, twins, untrue } from './import-checks.ts';
import { type Death, Meeting, type MeetingPlan } from './meeting.ts';
import { connectAgain } from './scenarios.ts';
import { settle } from './settle.ts';

/** Ways to vary one number: the point at which something happens. Point after point, as long as there are any. */
export const SWEEPS: Readonly<Record<string, (nth: number) => MeetingPlan>> = {
  'the import waits where the admin connects': (nth) => ({ connectAt: nth, held: true }),
  'import and admin go side by side': (nth) => ({ connectAt: nth }),
  'the import dies, and the admin connects': (nth) => ({
    connectAt: nth,
    deaths: [{ of: 'import', at: nth }],
  }),
  'the import dies and comes again, and the admin connects': (nth) => ({
    deaths: [{ of: 'import', at: nth }],
  }),
};

/** The same for those who meet an import that is somewhere on its way; every other time it dies as well. */
export const OTHERS_DIE: typeof SWEEPS = {
  'connecting dies': (nth) => onTheWay(nth, { of: 'connect', at: nth }),
  'the first sync dies': (nth) => onTheWay(nth, { of: 'sync', at: nth, execution: nth % 3 === 0 }),
};

function onTheWay(nth: number, death: Death): MeetingPlan {
  const connectAt = 1 + (nth % 9);
  const imports: Death = { of: 'import', at: connectAt + (nth % 7) };
  return { connectAt, deaths: nth % 2 === 0 ? [death, imports] : [death] };
}

export interface Swept {
  cases: number;
  doubledMails: number;
}

/** A colleague imports a file while an admin connects the firm and its first sync begins. */
export async function sweep(
  imported: ImportWorld,
  planAt: (nth: number) => MeetingPlan,
  seed: number,
): Promise<Swept> {
  const { world } = imported;
  const begin = world.moment();
  const swept: Swept = { cases: 0, doubledMails: 0 };
  for (let nth = 1; ; nth += 1) {
    const doubled = await meet(imported, begin, planAt(nth), seed * 1_000 + nth);
    if (doubled === undefined) return swept;
    swept.cases += 1;
    swept.doubledMails += doubled;
  }
}

/** Answers the mails that went out twice; undefined: it is over before so many points. */
async function meet(
  imported: ImportWorld,
  begin: Moment,
  plan: MeetingPlan,
  seed: number,
): Promise<number | undefined> {
  const { world } = imported;
  world.goTo(begin, seed);
  const before = clientIds(world);
  const meeting = new Meeting(world, plan, mulberry32(seed));
  const told = await meeting.happen(imported);
  if (told === undefined) return undefined;

  const problems = [...meeting.overwritten, ...untrue(imported, told)];
  if (plan.connectAt === undefined) problems.push(...(await importTwice(imported)));
  // Who got no answer tries again: the admin to connect, the colleague to import.
  if (!world.isConnected()) await connectAgain(world);
  await settle(world);
  const last = told.kind === 'no-answer' ? await upload(imported) : told;
  const isTold = last.kind === 'rows' || (last.kind === 'refused' && last.code === 'CLIENTS_MANAGED_IN_XPM');
  if (!isTold) problems.push(`the import ended in ${JSON.stringify(last)}`);
  const allowed = {
    doubledMails: meeting.mailsInDoubt,
    holds: false,
    before: new Set([...before, ...storedBy(told)]),
  };
  problems.push(...breaches(world, allowed), ...twins(world));
  const doubled = doubledIn(world);
  problems.push(...(await importAfterAll(imported)), ...twins(world));
  if (problems.length > 0) throw new MeetingBreach(plan, problems);
  return doubled;
}

function storedBy(told: Told): string[] {
  if (told.kind !== 'rows') return [];
  return told.result.rows.flatMap(({ clientId }) => clientId ?? []);
}

function doubledIn({ all }: CrashWorld): number {
  return all.mailer.sent.length - new Set(all.mailer.sent.map(({ mailId }) => mailId)).size;
}

class MeetingBreach extends Error {
  override readonly name = 'MeetingBreach';

  constructor(plan: MeetingPlan, found: readonly string[]) {
    super(`${JSON.stringify(plan)}\n${found.join('\n')}`);
  }
}
