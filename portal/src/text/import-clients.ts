/** Words of the import from a CSV file. */
const count = (number: number) => number.toLocaleString('en-NZ');
const rows = (number: number) => `${count(number)} ${number === 1 ? 'row' : 'rows'}`;

export const importText = {
  title: 'Import clients from a CSV file',
  intro:
    'One row for each contact, in the columns of the template. Rows with the same client name are contacts of one client; the first is the primary contact. Clients you already have are found by their name.',
  template: 'Download the template',
  templateName: 'clients-template.csv',
  choose: 'Choose a CSV file',
  drop: 'or drop it here',
  limits: 'Up to 5 MB and 10,000 rows',
  checking: (name: string) => `Checking ${name}. Nothing is stored yet.`,
  problems: {
    empty: 'The file is empty. Start from the template.',
    large: 'The file is larger than 5 MB. Split it and import the parts one after the other.',
    largeNotUtf8:
      'The file is larger than 4.4 MB and not in UTF-8. Save it as “CSV UTF-8”, or split it and import the parts.',
    workbook:
      'This is a spreadsheet’s own format. Save it as “CSV UTF-8 (comma delimited)” and choose that file.',
    kind: 'This is not a CSV file. Its name must end in .csv.',
    unreadable: 'The file cannot be read. Is it open in another program, or was it moved?',
    many: 'Drop one file at a time.',
  },
  refused: 'This file cannot be imported',
  notImported: 'The clients were not imported',
  previewTitle: (name: string) => `What ${name} will do`,
  previewLead: 'Nothing is stored yet. Look through the rows, then import.',
  nothingToDo: 'This file changes nothing: none of its rows adds or updates a client.',
  resultTitle: 'Import finished',
  resultLead: (changed: number) =>
    changed === 0 ? 'Nothing was changed.' : `${rows(changed)} added or updated clients.`,
  someSkipped: (skipped: number) =>
    `${rows(skipped)} ${skipped === 1 ? 'was' : 'were'} skipped. Correct them in the file and import it again: rows that are in already stay as they are.`,
  willSkip: (skipped: number) =>
    `${rows(skipped)} will be skipped. You can import the others now, or correct the file first.`,
  outcomes: { skipped: 'Skipped', created: 'Added', updated: 'Updated', unchanged: 'Unchanged' },
  plannedOutcomes: { skipped: 'Skip', created: 'Add', updated: 'Update', unchanged: 'No change' },
  all: 'All',
  counted: (label: string, number: number) => `${label} ${count(number)}`,
  filter: 'Rows by outcome',
  table: 'Rows of the file',
  row: 'Row',
  client: 'Client',
  outcome: 'Outcome',
  noName: '(no name)',
  shownRows: (from: number, to: number, of: number) => `${count(from)} to ${count(to)} of ${rows(of)}`,
  anotherFile: 'Choose another file',
  import: (changes: number) => `Import ${rows(changes)}`,
  done: 'Done',
} as const;
