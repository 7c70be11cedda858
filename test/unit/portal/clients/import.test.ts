import { describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from '#domain/client-file/columns.ts';
import { problemBeforeReading, readCsvFile } from '../../../../portal/src/clients/import/csv-file.ts';
import { changesIn, rowsToShow, type ImportRow } from '../../../../portal/src/clients/import/row-view.ts';

const MB = 1024 * 1024;

describe('A file', () => {
  it.each([
    ['clients.xlsx', 10, /spreadsheet’s own format/],
    ['clients.ODS', 10, /spreadsheet’s own format/],
    ['clients.pdf', 10, /not a CSV file/],
    ['clients', 10, /not a CSV file/],
    ['clients.csv', 0, /empty/],
    ['clients.csv', MAX_FILE_BYTES + 1, /larger than 5 MB/],
  ])('%s of %i bytes is refused before it is sent', (name, size, words) => {
    expect(problemBeforeReading({ name, size })).toMatch(words);
  });

  it('may be named in capitals and be as large as the API takes', () => {
    expect(problemBeforeReading({ name: 'CLIENTS.CSV', size: MAX_FILE_BYTES })).toBeUndefined();
  });

  it('in UTF-8 goes as text, in another encoding as bytes', async () => {
    const utf8 = await readCsvFile(new File(['Name\nKauri Café'], 'a.csv'));
    const windows = await readCsvFile(new File([Uint8Array.of(0x43, 0x61, 0x66, 0xe9)], 'b.csv'));
    expect(utf8).toMatchObject({ name: 'a.csv', contentType: 'text/csv' });
    expect(windows).toMatchObject({ name: 'b.csv', contentType: 'application/octet-stream' });
  });

  it('in another encoding may be less large, since bytes travel longer', async () => {
    const content = new Uint8Array(4.5 * MB).fill(0xe9);
    expect(await readCsvFile(new File([content], 'a.csv'))).toEqual({
      problem: expect.stringMatching(/larger than 4.4 MB and not in UTF-8/),
    });
    expect(await readCsvFile(new File([content.fill(0x41)], 'a.csv'))).toHaveProperty(
      'contentType',
      'text/csv',
    );
  });

  it('that cannot be read says so', async () => {
    const file = new File(['x'], 'a.csv');
    file.arrayBuffer = () => Promise.reject(new Error('locked'));
    expect(await readCsvFile(file)).toEqual({ problem: expect.stringMatching(/cannot be read/) });
  });
});

describe('The rows of an answer', () => {
  const row = (number: number, outcome: ImportRow['outcome']): ImportRow => ({
    row: number,
    clientName: 'A',
    outcome,
    clientId: null,
    reason: null,
  });
  const rows = [
    row(2, 'created'),
    row(3, 'unchanged'),
    row(4, 'skipped'),
    row(5, 'updated'),
    row(6, 'skipped'),
  ];

  it('are shown with the skipped ones first, each kind as in the file', () => {
    expect(rowsToShow(rows, undefined).map((each) => each.row)).toEqual([4, 6, 2, 5, 3]);
    expect(rows[0]?.row).toBe(2);
  });

  it('are shown by outcome', () => {
    expect(rowsToShow(rows, 'skipped').map((each) => each.row)).toEqual([4, 6]);
  });

  it('change something where they add or update', () => {
    expect(changesIn({ created: 2, updated: 3, unchanged: 4, skipped: 5 })).toBe(5);
  });
});
