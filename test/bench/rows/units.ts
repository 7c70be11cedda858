import { exact, count, type Figure } from '../figure.ts';
import { type Bill, ofKind, units } from '../counted/bill.ts';
import { type Counted, countedWorld } from '../counted/world.ts';
import type { Part } from '../results.ts';
import { INCLUDED_GB, monthlyGigabytes, type Syncs } from '../counted/egress.ts';
import { moneyRows } from './money.ts';
import { portalRows } from './portal-page.ts';

const CLIENTS = 2_000;
const CHANGED = CLIENTS / 100;

/** Five syncs of a firm of 2,000 clients on the engine, each charged as AWS would, and what follows from them. */
export async function unitRows(): Promise<Part> {
  const { world, practice, documents, ports, close } = await countedWorld(CLIENTS);
  try {
    const first = await world.sync();
    const unchanged = await world.sync();
    practice.change(CHANGED);
    const changed = await world.sync();
    const unchangedFull = await world.sync('full');
    practice.change(CHANGED);
    const changedFull = await world.sync('full');
    const syncs = { first, unchanged, changed, unchangedFull, changedFull };
    checkCounts(syncs);
    return {
      figures: [
        ...writeRows(syncs),
        ...kindsOf('writes', 'unchanged', 'unchanged delta', unchanged.bill.writes),
        ...readRows(syncs),
        ...kindsOf('reads', 'changed', 'delta with 1 % changed', changed.bill.reads),
        ...xeroRows(syncs, practice.mostAtOnce),
        ...egressRows(syncs),
        ...moneyRows(CLIENTS, syncs),
        ...(await portalRows(documents, ports.clients)),
      ],
      notes: [
        {
          row: 'writes',
          text: 'Units are those of the embedded engine (dynalite, and the index units that it lacks); a firm of 2,000 clients of 2.6 KB of XML and 2.5 contacts each, of which 20 change their phone number.',
        },
        {
          row: 'xero-calls',
          text: 'A full sync after the first asks for the delta too, to measure what deltas miss (design, section 6): two lists where the reference has one.',
        },
      ],
    };
  } finally {
    await close();
  }
}

/** What is charged means nothing if the syncs did not do what they should. */
function checkCounts({ first, unchanged, changed, unchangedFull, changedFull }: Syncs): void {
  const found = [
    first.counts.added === CLIENTS,
    unchanged.counts.updated === 0,
    changed.counts.updated === CHANGED,
    unchangedFull.counts.unchanged === CLIENTS,
    changedFull.counts.updated === CHANGED,
  ];
  const wrong = found.indexOf(false);
  if (wrong >= 0) throw new Error(`Sync ${String(wrong + 1)} of the bench found something else`);
}

function writeRows({ first, unchanged, changed, unchangedFull, changedFull }: Syncs): Figure[] {
  const row = 'writes' as const;
  const clients = ({ bill }: Counted) => ofKind(bill.writes, 'CLIENT');
  const ofClients = (sync: Counted) => clients(sync).table + clients(sync).indexes;
  const besides = (sync: Counted) => units(sync.bill.writes) - ofClients(sync);
  const each = (id: string, what: string, value: number, goal?: number) =>
    count({
      row,
      id: `writes.${id}`,
      what,
      value: exact(value),
      unit: 'WRU',
      ...(goal !== undefined && { goal }),
    });
  return [
    each(
      'first.clients',
      `first sync of ${CLIENTS.toLocaleString('en-US')}: clients`,
      clients(first).table,
      CLIENTS,
    ),
    each('first.index', 'first sync: rows of the list', clients(first).indexes, CLIENTS),
    each('first.besides', 'first sync: all else (pages of changes, progress, history)', besides(first)),
    each('unchanged.clients', 'unchanged delta: clients', ofClients(unchanged), 0),
    each('unchanged.all', 'unchanged delta: in all', units(unchanged.bill.writes), 4),
    each('unchanged-full.clients', 'unchanged full comparison: clients', ofClients(unchangedFull), 0),
    each('unchanged-full.all', 'unchanged full comparison: in all', units(unchangedFull.bill.writes), 4),
    each('changed.each', 'delta with 1 % changed: a client', clients(changed).table / CHANGED, 1),
    each(
      'changed.index',
      'delta with 1 % changed: its row of the list',
      clients(changed).indexes / CHANGED,
      1,
    ),
    each('changed.besides', 'delta with 1 % changed: all else', besides(changed)),
    each(
      'changed-full.each',
      'full comparison with 1 % changed: a client',
      clients(changedFull).table / CHANGED,
      1,
    ),
  ];
}

/** By kind of item or index, the dearest first. */
function kindsOf(row: 'writes' | 'reads', id: string, what: string, side: Bill['writes']): Figure[] {
  const kinds = [...side].map(([kind, entry]) => [kind, entry.table + entry.indexes] as const);
  return kinds
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([kind, value]) =>
      count({
        row,
        id: `${row}.${id}.of.${kind}`,
        what: `${what}: of which ${kind}`,
        value: exact(value),
        unit: row === 'writes' ? 'WRU' : 'RRU',
      }),
    );
}

function readRows({ first, unchanged, changed, unchangedFull, changedFull }: Syncs): Figure[] {
  const each = (id: string, what: string, { bill }: Counted, goal?: number) =>
    count({
      row: 'reads',
      id: `reads.${id}`,
      what,
      value: exact(units(bill.reads)),
      unit: 'RRU',
      ...(goal !== undefined && { goal }),
    });
  const whole = 0.08 * CLIENTS + 15;
  return [
    each('first', 'first sync, in all', first),
    each('unchanged', 'unchanged delta, in all', unchanged, 2),
    each('changed', 'delta with 1 % changed, in all', changed, 2 + 0.5 * CHANGED),
    each('unchanged-full', 'unchanged full comparison, in all', unchangedFull, whole),
    each('changed-full', 'full comparison with 1 % changed, in all', changedFull, whole),
    count({
      row: 'reads',
      id: 'reads.comparison',
      what: 'full comparison: the clients alone, each',
      value: exact(ofKind(unchangedFull.bill.reads, 'CLIENT').table / CLIENTS),
      unit: 'RRU',
      goal: 0.08,
    }),
  ];
}

function xeroRows(syncs: Syncs, mostAtOnce: number): Figure[] {
  const all: Counted[] = Object.values(syncs);
  const row = 'xero-calls' as const;
  const lists = (id: string, what: string, { asked }: Counted, goal: number) =>
    count({ row, id: `xero-calls.${id}`, what, value: asked.lists, unit: 'calls', goal });
  return [
    lists('first', 'first sync: lists', syncs.first, 1),
    lists('delta', 'delta: lists', syncs.changed, 1),
    lists('full', 'later full sync: lists', syncs.unchangedFull, 2),
    count({
      row,
      id: 'xero-calls.tokens',
      what: 'access tokens of one sync, at most',
      value: Math.max(...all.map(({ refreshes }) => refreshes)),
      unit: 'calls',
      goal: 1,
    }),
    count({
      row,
      id: 'xero-calls.refused',
      what: '429 answers of all five syncs',
      value: all.reduce((sum, { asked }) => sum + asked.refused, 0),
      unit: '',
      goal: 0,
    }),
    count({
      row,
      id: 'xero-calls.at-once',
      what: 'lists at once, at most',
      value: mostAtOnce,
      unit: '',
      goal: 5,
    }),
  ];
}

function egressRows(syncs: Syncs): Figure[] {
  const { unchanged, changed, changedFull } = syncs;
  const row = 'egress' as const;
  return [
    count({
      row,
      id: 'egress.delta',
      what: 'bytes of a delta, against those of its changed clients',
      value: exact(changed.asked.bytes / changed.asked.clientBytes),
      unit: 'x',
      goal: 1.1,
    }),
    count({
      row,
      id: 'egress.unchanged',
      what: 'bytes of a delta without changes',
      value: unchanged.asked.bytes,
      unit: 'B',
    }),
    count({
      row,
      id: 'egress.full',
      what: 'bytes of a full sync',
      value: changedFull.asked.bytes,
      unit: 'B',
    }),
    count({
      row,
      id: 'egress.month',
      what: '10,000 firms of 2,000 clients, a full list a week, XML before compression',
      value: exact(monthlyGigabytes(syncs)),
      unit: 'GB a month',
      goal: INCLUDED_GB,
    }),
  ];
}
