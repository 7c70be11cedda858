import { record } from '../../support/practice/world.ts';
import { syncWorld } from '../../support/workflows/sync-world.ts';
import { count, type Figure } from '../figure.ts';
import type { Part } from '../results.ts';

const SIZES = [500, 5_000, 20_000];
const PAGE = 500;
/** What further pages may cost each, and what a sync of one page may cost. */
const OF_A_PAGE = 3;
const OF_ONE = 7;

/** Counted by the interpreter in a run of the real workflow on the real handlers, storage in memory. */
export async function transitionRows(): Promise<Part> {
  const figures: Figure[] = [];
  const points: { first: [number, number][]; unchanged: [number, number][] } = { first: [], unchanged: [] };
  for (const clients of SIZES) {
    const world = await syncWorld();
    world.ports.gateway.put(Array.from({ length: clients }, (_, index) => record(index)));
    const first = await world.start({ trigger: 'first' });
    const unchanged = await world.start({ requestedMode: 'full' });
    if (unchanged.sync?.counts.unchanged !== clients) throw new Error('Something changed');
    points.first.push([clients, first.transitions]);
    points.unchanged.push([clients, unchanged.transitions]);
    const of = `${clients.toLocaleString('en-US')} clients`;
    figures.push(
      count({
        row: 'transitions',
        id: `transitions.first.${String(clients)}`,
        what: `first sync of ${of}`,
        value: first.transitions,
        unit: '',
        goal: OF_ONE + OF_A_PAGE * (clients / PAGE - 1),
      }),
      count({
        row: 'transitions',
        id: `transitions.unchanged.${String(clients)}`,
        what: `unchanged sync of ${of}`,
        value: unchanged.transitions,
        unit: '',
        goal: OF_ONE,
      }),
    );
  }
  const [[, one] = [0, 0], [, ten] = [0, 0]] = points.first;
  figures.push(
    count({
      row: 'transitions',
      id: 'transitions.page',
      what: `each further page of ${String(PAGE)} changes`,
      value: (ten - one) / 9,
      unit: '',
      goal: OF_A_PAGE,
    }),
  );
  const lines = [
    { name: 'first sync', points: points.first },
    { name: 'unchanged', points: points.unchanged },
  ];
  return {
    figures,
    curves: [{ file: 'transitions', title: 'Transitions of a sync', y: 'transitions', lines }],
    notes: [
      {
        row: 'transitions' as const,
        text: 'The reference asks for 3 transitions of any sync (one task that does all); ours are the states of the design, section 6: at most 7 for changes of one page, at most 3 for a further one.',
      },
    ],
  };
}
