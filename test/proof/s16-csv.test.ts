import { describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES, MAX_ROWS } from '#domain/client-file/columns.ts';
import { previewImport } from '#domain/client-file/import-clients.ts';
import { armed, writeCsv } from '#domain/csv/write-csv.ts';
import { DomainError } from '#domain/errors.ts';
import { contract } from '../../functions/api/import-clients/contract.ts';
import { FIRM_ID } from '../support/builders.ts';
import { FakeClock, SequentialIds } from '../support/fakes/system.ts';
import { InMemoryClientRepository } from '../support/fakes/client-repository.ts';
import { InMemoryConnectionRepository } from '../support/fakes/connection-repository.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { between, mulberry32, pick, type Random } from '../support/proof/random.ts';

const FILES = 20_000;
const EACH = 100;
const DANGEROUS = ['=', '+', '-', '@', '\t', '\r', '\0', '\n', '＝', '＋', '－', '＠'];
const s16 = promise('S16', 'CSV in and out is inert', { floor: FILES + 1_000 });
const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/s16-csv.test.ts`;

const deps = {
  connections: new InMemoryConnectionRepository(),
  clients: new InMemoryClientRepository(),
  ids: new SequentialIds(),
  clock: new FakeClock(),
};
const read = (file: Uint8Array) =>
  previewImport(deps, FIRM_ID, file).then(
    ({ rows, counts }) => ({
      code: 'read',
      rows: rows.length,
      counted: Object.values(counts).reduce((a, b) => a + b, 0),
    }),
    (error: unknown) => ({
      code: error instanceof DomainError ? error.code : `crash: ${String(error)}`,
      rows: 0,
      counted: 0,
    }),
  );

const HEADER = 'Client Name,First Name,Last Name,Client Email,Client Phone';
const CELLS = [
  ...[
    'Harbour Cafe',
    'Zoë',
    'a@example.com',
    '021 555',
    '',
    ' ',
    '=1+1',
    '+64 9',
    '-1',
    '@SUM(A1)',
    '\t=x',
    '\0',
  ],
  ...[
    '"',
    '""',
    '"a"b',
    'a"b',
    '"a,b"',
    '"a\nb"',
    "'",
    "'=1",
    '__proto__',
    'constructor',
    '\u202E',
    '🏖',
    '\uFFFD',
  ],
  ...[
    'x'.repeat(600),
    '=HYPERLINK("https://canary.example")',
    'DDE("cmd";"/C calc")',
    '\u2028',
    ';',
    '|',
    '\\',
  ],
];
const CODES = [
  'read',
  ...['CSV_UNREADABLE', 'CSV_MALFORMED', 'CSV_HEADER_WRONG', 'CSV_EMPTY', 'CSV_TOO_MANY_ROWS'],
];

function fileOf(random: Random): Uint8Array {
  const end = pick(random, ['\n', '\r\n', '\r', '\n\n', '\r\n\r\n']);
  const row = () =>
    Array.from({ length: between(random, 0, 8) }, () => pick(random, CELLS)).join(
      pick(random, [',', ',', ',', ';']),
    );
  const good = () =>
    `Client ${String(between(random, 0, 3))},Aroha,Owner,a${String(between(random, 0, 3))}@example.com,021`;
  const header = pick(random, [
    HEADER,
    HEADER,
    HEADER,
    HEADER.toUpperCase(),
    `${HEADER},,`,
    `"${HEADER}"`,
    '',
    row(),
  ]);
  const rows = Array.from({ length: between(random, 0, 6) }, () => (random() < 0.5 ? good() : row()));
  const text =
    pick(random, ['', '', '\uFEFF', '\uFEFF\uFEFF', '\n']) +
    [header, ...rows].join(end) +
    pick(random, ['', end]);
  const encoding = random();
  if (encoding < 0.1) return Buffer.from(text, 'latin1');
  if (encoding < 0.13) return Buffer.from(text, 'utf16le');
  const bytes = Buffer.from(text);
  for (let times = between(random, -4, 2); times > 0; times -= 1) {
    if (bytes.length > 0) bytes[between(random, 0, bytes.length - 1)] = between(random, 0, 255);
  }
  return bytes;
}

describe('a file that somebody uploads', () => {
  it('is read row by row or refused with a code, and never crashes', async () => {
    const seen: Record<string, number> = {};
    for (const seed of eachSeed(FILES / EACH)) {
      const random = mulberry32(seed);
      for (let index = 0; index < EACH; index += 1) {
        const { code, rows, counted } = await read(fileOf(random));
        if (!CODES.includes(code)) throw new Error(`${code}, number ${String(index)}, ${replay(seed)}`);
        // Each row is told of once, whatever becomes of it.
        if (rows !== counted)
          throw new Error(`${String(rows)} rows, ${String(counted)} counted, ${replay(seed)}`);
        seen[code] = (seen[code] ?? 0) + 1;
        s16.held();
      }
    }
    if (process.env['SEED'] === undefined) {
      expect(Object.keys(seen).sort()).toEqual(CODES.filter((code) => code !== 'CSV_TOO_MANY_ROWS').sort());
      expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });

  it('may have 10,000 rows and 5 MB, and a million columns do no harm', async () => {
    const rows = (count: number) => Buffer.from(`${HEADER}\n${'x\n'.repeat(count)}`);
    expect(await read(rows(MAX_ROWS))).toMatchObject({ code: 'read', rows: 10_000 });
    expect((await read(rows(MAX_ROWS + 1))).code).toBe('CSV_TOO_MANY_ROWS');
    expect(
      (await read(Buffer.from(`${HEADER}${','.repeat(1_000_000)}\nx${','.repeat(1_000_000)}`))).code,
    ).toBe('read');
    expect((await read(Buffer.from(HEADER))).code).toBe('CSV_EMPTY');
    expect(contract.consumes?.maxBytes).toBe(MAX_FILE_BYTES);
    expect(MAX_FILE_BYTES).toBe(5 * 1024 * 1024);
  });
});

/** What a spreadsheet shows of a file: RFC 4180, by other code than the product's. */
function cellsOf(file: string): string[] {
  const cells = [];
  for (const [, quoted, plain] of file.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(?:,|\r\n)/g)) {
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
  }
  return cells;
}

describe('a file that is handed out', () => {
  it('holds no cell that a spreadsheet would run, and is read back as it was', () => {
    const PREFIXES = ['', "'", "''", '"', ',', '"",'];
    const TAILS = [
      'cmd|calc!A1',
      '1+1',
      'HYPERLINK("https://canary.example","x")',
      '',
      '"',
      '\r\n=1',
      ',=1',
      ' ',
    ];
    for (const start of DANGEROUS) {
      for (const tail of TAILS) {
        for (const prefix of PREFIXES) {
          for (const before of ['x', '=x']) {
            const cells = [before, `${prefix}${start}${tail}`, 'end'];
            const shown = cellsOf(writeCsv([cells]));
            const what = JSON.stringify(cells);
            expect(
              shown.filter((cell) => DANGEROUS.includes(cell.charAt(0))),
              what,
            ).toEqual([]);
            expect(shown.map(armed), what).toEqual(cells);
            s16.held();
          }
        }
      }
    }
  });
});
