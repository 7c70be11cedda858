import { parseArgs } from 'node:util';
import { contract } from '../functions/trigger/export-firm/contract.ts';
import { invoke } from './operator-function.ts';

const USAGE = `Prints all records of a firm, a line of JSON each:
  npm run -s firm:export -- --firm-id ID [--stack practice-sync] > firm.jsonl
Region and credentials are the AWS CLI's.`;

const { values } = parseArgs({
  options: { 'firm-id': { type: 'string' }, stack: { type: 'string', default: 'practice-sync' } },
});
const { stack, 'firm-id': firmId } = values;
if (firmId === undefined) {
  console.error(USAGE);
  process.exit(2);
}

let cursor: string | null = null;
do {
  const page: { records: object[]; cursor: string | null } = contract.output.parse(
    await invoke(`${stack}-export-firm`, { firmId, cursor }),
  );
  for (const record of page.records) console.log(JSON.stringify(record));
  cursor = page.cursor;
} while (cursor !== null);
