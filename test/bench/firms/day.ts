import { makeHandler as findDueFirms } from '../../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { MachineSchema } from '../../../local/workflows/definition.ts';
import { StateError } from '../../../local/workflows/errors.ts';
import { runMachine } from '../../../local/workflows/interpreter.ts';
import { lambdaTasks } from '../../../local/workflows/tasks.ts';
import type { SeededRandom } from '../../support/proof/seeded-random.ts';
import { definitionOf } from '../../support/workflows/definitions.ts';
import { Agenda } from './agenda.ts';
import { DueTimes } from './due-times.ts';
import type { BenchFirm } from './firms.ts';
import { type Started, SyncsOfTheDay } from './syncs.ts';
import { Tally } from './tally.ts';

const DISPATCH_EVERY = 15 * 60_000;
const machine = MachineSchema.parse(definitionOf('dispatch-due-syncs'));

export interface DayOptions {
  firms: readonly BenchFirm[];
  random: SeededRandom;
  from: Date;
  hours: number;
  /** Share of scheduled syncs that read the whole list. */
  fullShare: number;
  /** Syncs that people start, spread evenly. */
  manual: number;
}

export interface Day {
  tally: Tally;
  /** Due for longer than half an hour at the end, and not begun. */
  overdue: number;
}

/** The product's dispatch, its due times and its choice of firms, on a virtual clock; a sync takes what the model says. */
export async function virtualDay({
  firms,
  random,
  from,
  hours,
  fullShare,
  manual,
}: DayOptions): Promise<Day> {
  const begin = from.getTime();
  const end = begin + hours * 3_600_000;
  const agenda = new Agenda(begin);
  const tally = new Tally();
  const times = new DueTimes(begin, end);
  const dueOf = (firm: BenchFirm) => times.next(firm, agenda.now());
  const syncs = new SyncsOfTheDay({ firms, agenda, tally, random, fullShare, dueOf });
  const clock = { now: () => new Date(agenda.now()) };
  const find = findDueFirms({ connections: syncs, clock });

  let running = 0;
  const dispatch = async () => {
    running += 1;
    tally.dispatches += 1;
    tally.mostDispatches = Math.max(tally.mostDispatches, running);
    const lambda = lambdaTasks(async (name, event) => {
      await agenda.pass(0.2);
      tally.units.invocations += 1;
      tally.units.lambdaSeconds += 0.2;
      if (name === 'end-interrupted-runs') {
        syncs.lookAgain();
        return { ended: 0, failed: 0 };
      }
      return find(event as { cursor: string | null });
    });
    const result = await runMachine(machine, {
      input: {},
      now: agenda.now,
      sleepUntil: agenda.until,
      random: random.next,
      tasks: (resource, args, state) =>
        resource.endsWith(':lambda:invoke') ? lambda(resource, args, state) : startOf(resource, args),
    });
    running -= 1;
    tally.units.transitions += result.transitions;
    if (result.status !== 'SUCCEEDED') throw new Error(`The dispatch ended as ${result.status}`);
  };

  /** As AWS does it: a name that runs is joined, one that ran before is refused. */
  const startOf = async (resource: string, args: unknown) => {
    const { Name, Input } = args as { Name: string; Input: Started };
    const child = syncs.start(Name, Input);
    if (child === 'ended') throw new StateError('StepFunctions.ExecutionAlreadyExistsException', Name);
    if (!resource.endsWith('.sync:2')) return { ExecutionArn: Name };
    if ((await child) === 'failed') throw new StateError('States.TaskFailed', Name);
    return { Status: 'SUCCEEDED' };
  };

  const broken: unknown[] = [];
  for (let at = begin + 60_000; at < end; at += DISPATCH_EVERY) {
    agenda.at(at, () => void dispatch().catch((error: unknown) => broken.push(error)));
  }
  for (let index = 0; index < manual; index += 1) {
    const firm = random.pick(firms);
    agenda.at(begin + random.next() * (end - begin), () => {
      void syncs.start(`manual-${String(index)}`, { firmId: firm.firmId, trigger: 'manual' });
    });
  }
  await agenda.run(end);
  if (broken.length > 0) throw broken[0];
  return { tally, overdue: syncs.overdue(end - 2 * DISPATCH_EVERY) };
}
