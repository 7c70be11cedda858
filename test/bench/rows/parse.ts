import * as z from 'zod';
import { readList } from '#adapters/xpm/read-list.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import { World, idOf } from '../../support/practice/world.ts';
import { uuidNo } from '../../support/practice/xml.ts';
import { clientXml, CLOSE, OPEN } from '../data/corpus.ts';
import { fastXmlAccepts } from '../data/fast-xml-list.ts';
import { jsonFile, listFile } from '../data/list-file.ts';
import { count, measured, ratio, type Figure } from '../figure.ts';
import type { Part, Scope } from '../results.ts';
import { childResult, interleaved, ratioOf, summary } from '../rounds.ts';

const ParsedSchema = z.object({
  cpu: z.number(),
  clients: z.number(),
  characters: z.number(),
  bytes: z.number(),
});

export async function parseRows(scope: Scope): Promise<Part> {
  const figures: Figure[] = [];
  for (const clients of scope.full ? [1_000, 5_000] : [1_000]) {
    figures.push(...(await parsing(scope, clients)));
  }
  return { figures: [...figures, ...(await malformedRows())] };
}

async function parsing(scope: Scope, clients: number): Promise<Figure[]> {
  const xml = await listFile(scope.folder, clients);
  const json = jsonFile(scope.folder, clients);
  const parse = (how: string, file: string) => () =>
    childResult(ParsedSchema, { file: scope.script('parse'), args: [how, file] });
  const rounds = await interleaved(scope.full && clients === 1_000 ? 7 : 3, {
    ours: parse('ours', xml),
    fast: parse('fast-xml-parser', xml),
    json: parse('JSON.parse', json),
  });
  const names = new Set(
    Object.values(rounds)
      .flat()
      .map(({ characters }) => characters),
  );
  if (names.size !== 1) throw new Error('The parsers did not find the same clients');
  const cpu = (name: keyof typeof rounds) => rounds[name].map((result) => result.cpu);
  const bytes = rounds.ours[0]?.bytes ?? 0;
  const speed = summary(cpu('ours').map((milliseconds) => bytes / 1000 / milliseconds));
  const at = { row: 'parse' as const, unit: 'x' };
  const of = `${clients.toLocaleString('en-US')} clients`;
  return [
    measured({
      row: 'parse',
      id: `parse.${String(clients)}.speed`,
      what: `our reader, ${of}`,
      unit: 'MB/s',
      ...speed,
    }),
    ratio({
      ...at,
      id: `parse.${String(clients)}.to-json`,
      what: `our reader, against JSON.parse of equal data, ${of}`,
      goal: 0.2,
      direction: 'at least',
      ...ratioOf(cpu('json'), cpu('ours')),
    }),
    ratio({
      ...at,
      id: `parse.${String(clients)}.to-fast-xml-parser`,
      what: `our reader, against fast-xml-parser, ${of}`,
      goal: 4,
      direction: 'at least',
      ...ratioOf(cpu('fast'), cpu('ours')),
    }),
  ];
}

const whole = OPEN + clientXml(0) + clientXml(1) + CLOSE;
const MALFORMED: Readonly<Record<string, string>> = {
  'cut after a client': OPEN + clientXml(0),
  'cut within a client': whole.slice(0, OPEN.length + 700),
  'tags that do not match': whole.replace('</Email>', '</Mail>'),
  'a bare ampersand': whole.replace('&amp;', '&'),
  'a doctype': `<!DOCTYPE Response>${whole}`,
  'an HTML page': '<html><body><h1>503 Service Unavailable</h1></body></html>',
  'nothing at all': '',
};

async function* once(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from(text);
}

/** How many of the malformed lists are believed, and what would be archived because of them. */
async function malformedRows(): Promise<Figure[]> {
  let accepted = 0;
  let archived = 0;
  for (const text of [...Object.values(MALFORMED)]) {
    const world = new World();
    for (let index = 0; index < 10; index += 1) {
      const clientId = idOf(index);
      world.clients.set(clientId, { clientId, xpmUuid: uuidNo('c', index), archived: false, hash: 'h' });
    }
    const gateway = {
      async *listClients() {
        yield* readList(once(text), 1_000_000);
        return { dayRemaining: null, minuteRemaining: null };
      },
    };
    const deps = { ...world.deps(), gateway };
    accepted += await findChanges(deps, { run: world.run, waits: 0, requests: 0 }).then(
      () => 1,
      () => 0,
    );
    archived += [...world.pages.values()].flat().filter(({ kind }) => kind === 'archive').length;
  }
  const inputs = Object.values(MALFORMED);
  const of = `of ${String(inputs.length)}`;
  const row = 'malformed' as const;
  return [
    count({
      row,
      id: 'malformed.accepted',
      what: 'malformed lists believed',
      value: accepted,
      unit: of,
      goal: 0,
    }),
    count({
      row,
      id: 'malformed.archived',
      what: 'clients archived because of them',
      value: archived,
      unit: '',
      goal: 0,
    }),
    count({
      row,
      id: 'malformed.fast-xml-parser',
      what: 'malformed lists that fast-xml-parser reads without an error',
      value: inputs.filter(fastXmlAccepts).length,
      unit: of,
    }),
  ];
}
