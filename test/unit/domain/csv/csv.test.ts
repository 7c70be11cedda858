import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decodeText } from '#domain/csv/decode-text.ts';
import { readCsv } from '#domain/csv/read-csv.ts';
import { armed, writeCsv } from '#domain/csv/write-csv.ts';

/** Thousands of files on a busy machine. */
const LONG = 120_000;
const utf8 = (text: string) => new TextEncoder().encode(text);
const cellsOf = (text: string, maxRows = 100) => readCsv(text, maxRows).map(({ cells }) => cells);
const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was refused');
};

describe('the bytes of a file', () => {
  it.each<[string, Uint8Array, string]>([
    ['UTF-8', utf8('Zoë,Ngāti'), 'Zoë,Ngāti'],
    ['UTF-8 with its mark', utf8('\uFEFFZoë'), 'Zoë'],
    ['Windows-1252', Uint8Array.of(0x5a, 0x6f, 0xeb, 0x20, 0x80, 0x93, 0x94), 'Zoë €“”'],
    ['plain ASCII', utf8('Zoe'), 'Zoe'],
    ['nothing', new Uint8Array(), ''],
  ])('are read as %s', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it.each<[string, Uint8Array]>([
    ['an .xlsx', Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x14, 0x00)],
    ['an .xls', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x41, 0x00)],
    ['UTF-16, the other way round', Uint8Array.of(0xfe, 0xff, 0x00, 0x41)],
    ['NUL', utf8('a\0b')],
    ['what a gateway took for UTF-8', utf8('Zo\uFFFD')],
  ])('are refused as %s', (_, bytes) => {
    expect(refusal(() => decodeText(bytes))).toMatchObject({ kind: 'invalid', code: 'CSV_UNREADABLE' });
  });
});

describe('rows', () => {
  it.each([
    ['LF', 'a,b\nc,d\n'],
    ['CRLF', 'a,b\r\nc,d\r\n'],
    ['lone CR', 'a,b\rc,d\r'],
    ['no end', 'a,b\r\nc,d'],
    ['a mixture', 'a,b\rc,d\r\n\n'],
  ])('end with %s', (_, text) => {
    expect(cellsOf(text)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('hold quotes, commas and line breaks in quoted cells', () => {
    expect(cellsOf('"a ""b"", c","d\r\ne"\r\n')).toEqual([['a "b", c', 'd\r\ne']]);
  });

  it('are counted as a spreadsheet does, empty ones included, which are passed over', () => {
    expect(readCsv('h\n\n"a\nb"\n,,\n\nc\n', 100).map(({ row }) => row)).toEqual([1, 3, 6]);
  });

  it.each(['a"b,c\n', '"a"b\n', 'a,"b\nc\n'])('are refused when quotes are out of place: %o', (text) => {
    expect(refusal(() => readCsv(text, 10))).toMatchObject({ kind: 'invalid', code: 'CSV_MALFORMED' });
  });

  it('are as many as allowed', () => {
    const file = (rows: number) => `h\n${'x\n'.repeat(rows)}`;
    expect(readCsv(file(10), 10)).toHaveLength(11);
    expect(refusal(() => readCsv(file(11), 10))).toMatchObject({
      kind: 'too-large',
      code: 'CSV_TOO_MANY_ROWS',
    });
    expect(readCsv(`${'\n'.repeat(200_000)}h\n`, 10)).toHaveLength(1);
  });

  it(
    'may have a million columns',
    () => {
      expect(cellsOf(','.repeat(1_000_000) + 'x')[0]).toHaveLength(1_000_001);
    },
    LONG,
  );
});

describe('what is written', () => {
  it('is RFC 4180 with the mark of UTF-8', () => {
    expect(
      writeCsv([
        ['a', 'b,c'],
        ['"d"', 'e\nf'],
        ['', ' g'],
      ]),
    ).toBe('\uFEFFa,"b,c"\r\n"""d""","e\nf"\r\n," g"\r\n');
  });

  it.each(['=1+1', '+64 9', '-1', '@SUM(A1)', '\tx', '\rx', '\0=1', '\n=1', '＝1+1', "'=1", "''@x"])(
    'disarms %o',
    (cell) => {
      const [written = ''] = cellsOf(writeCsv([[cell, 'x']]).slice(1))[0] ?? [];
      expect(written).toBe(`'${cell}`);
      expect(armed(written)).toBe(cell);
    },
  );

  it.each(["'quoted'", 'a=b', "O'Neil", '1-2', ''])('leaves %o alone', (cell) => {
    expect(writeCsv([[cell, 'x']])).toBe(`\uFEFF${cell},x\r\n`);
    expect(armed(cell)).toBe(cell);
  });

  it(
    'is read back as it was, whatever it was',
    () => {
      const start = fc.constantFrom(
        '',
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        "'",
        '"',
        ',',
        '\n',
        '\r\n',
        ' ',
        '﻿',
      );
      const cell = fc
        .tuple(start, fc.string({ unit: 'grapheme', maxLength: 12 }))
        .map((parts) => parts.join(''));
      const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 6 });
      fc.assert(
        fc.property(rows, (table) => {
          const text = decodeText(utf8(writeCsv(table).replace(/[\0\uFFFD]/g, '')));
          const expected = table
            .map((cells) => cells.map((each) => each.replace(/[\0\uFFFD]/g, '')))
            .filter((cells) => cells.some((each) => each.trim() !== '' || /^[\t\r\n]/.test(each)));
          expect(cellsOf(text).map((cells) => cells.map(armed))).toEqual(expected);
        }),
        { numRuns: 2_000 },
      );
    },
    LONG,
  );
});

describe('any file at all', () => {
  it(
    'is read or refused in words, never with a crash',
    () => {
      const piece = fc.oneof(
        fc.constantFrom('"', ',', '\r', '\n', '\r\n', '\0', '﻿', 'Client Name', '=cmd()', 'ë', ';', '\u2028'),
        fc.string({ unit: 'binary', maxLength: 8 }),
      );
      const text = fc.array(piece, { maxLength: 40 }).map((pieces) => utf8(pieces.join('')));
      const file = fc.oneof(text, fc.uint8Array({ maxLength: 200 }));
      let read = 0;
      fc.assert(
        fc.property(file, (bytes) => {
          try {
            read += readCsv(decodeText(bytes), 20).length > 0 ? 1 : 0;
          } catch (error) {
            expect(error).toMatchObject({ name: 'DomainError', code: expect.stringMatching(/^CSV_/) });
          }
        }),
        { numRuns: 4_000 },
      );
      expect(read).toBeGreaterThan(500);
    },
    LONG,
  );
});
