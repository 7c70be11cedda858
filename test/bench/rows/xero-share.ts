import { MachineSchema } from '../../../local/workflows/definition.ts';
import { runMachine } from '../../../local/workflows/interpreter.ts';
import { lambdaTasks } from '../../../local/workflows/tasks.ts';
import { FIRM_ID } from '../../support/builders.ts';
import { record } from '../../support/practice/world.ts';
import { Actor } from '../../support/proof/crash/actor.ts';
import { workflowEntries } from '../../support/proof/crash/entries.ts';
import { connect, populate, standIns } from '../../support/proof/crash/standins.ts';
import { VirtualClock } from '../../support/proof/crash/virtual-clock.ts';
import { definitionOf } from '../../support/workflows/definitions.ts';
import { count, exact, type Figure } from '../figure.ts';
import type { Part } from '../results.ts';

const CLIENTS = 2_000;
/** Milliseconds. XPM needs "several minutes" for 15,000 clients (reference, X1): 12 a client, and a second to begin. */
const OF_A_CLIENT = 12;
const OF_A_LIST = 1_000;
const OF_STORAGE = 5;
/** Clients of a page of 1 MB, of which each is one request. */
const STORED_PER_REQUEST = 1_600;
const HALF_A_DAY = 12 * 3_600_000;

/** Which part of a sync's time passes in Xero's list, when every other call takes a fixed time of a virtual clock. */
export async function xeroShareRows(): Promise<Part> {
  const clock = new VirtualClock(Date.parse('2026-03-02T18:00:00.000Z'));
  const all = standIns(clock);
  await populate(all, clock);
  await connect(all, clock);
  all.first.put(Array.from({ length: CLIENTS }, (_, index) => record(index)));
  let inXero = 0;
  let begun = false;
  const latency = (call: string): number => {
    if (call === 'clients.stored') return OF_STORAGE / STORED_PER_REQUEST;
    if (call !== 'practices.listClients' && call !== 'gateway.listClients') return OF_STORAGE;
    const time = OF_A_CLIENT + (begun ? 0 : OF_A_LIST);
    begun = true;
    inXero += time;
    return time;
  };
  const actor = new Actor('bench', clock, () => undefined, latency);
  const invoke = workflowEntries(actor, all, clock);
  const machine = MachineSchema.parse(definitionOf('sync-firm'));
  const lambda = lambdaTasks((name, event) => actor.invoke(() => invoke(name, event)));

  const share = async (sync: number, requestedMode: string): Promise<number> => {
    await clock.sleep(HALF_A_DAY);
    const start = clock.milliseconds;
    inXero = 0;
    begun = false;
    const result = await runMachine(machine, {
      input: { firmId: FIRM_ID, syncId: `SYNC${String(sync)}`, trigger: 'schedule', requestedMode },
      now: () => clock.milliseconds,
      sleepUntil: (until) => clock.until(until),
      random: () => 0.5,
      tasks: lambda,
    });
    if (result.status !== 'SUCCEEDED') throw new Error(`The workflow ended as ${result.status}`);
    return exact((inXero / (clock.milliseconds - start)) * 100);
  };
  const figure = (id: string, what: string, value: number, goal: number | null = 95): Figure =>
    count({
      row: 'xero-share',
      id: `xero-share.${id}`,
      what: `${what}: time in Xero's list`,
      value,
      unit: '% of the sync',
      goal,
      direction: 'at least',
    });
  const first = await share(1, 'auto');
  const full = await share(2, 'full');
  const delta = await share(3, 'auto');
  return {
    figures: [
      figure('first', 'first sync of 2,000 clients', first),
      figure('full', 'full sync of 2,000 clients', full),
      figure('delta', 'delta without changes', delta, null),
    ],
    notes: [
      {
        row: 'xero-share' as const,
        text: `Time inside Xero is of a virtual clock: a list takes ${String(OF_A_LIST)} ms and ${String(OF_A_CLIENT)} ms a client, every request of storage ${String(OF_STORAGE)} ms, starting functions nothing. A delta without changes is one answer of a second, so that its share says little.`,
      },
    ],
  };
}
