import { parseArgs } from 'node:util';
import { contract } from '../functions/trigger/erase-firm/contract.ts';
import { invoke } from './operator-function.ts';

const USAGE = `Erases a firm that was disconnected 20 minutes ago or earlier; its audit log stays:
  npm run firm:erase -- --firm-id ID --name "Example Accounting" [--stack practice-sync]
The name is the firm's, as a check on the id. Repeating it goes on where it was cut off. Region and credentials are the AWS CLI's.`;

const { values } = parseArgs({
  options: {
    'firm-id': { type: 'string' },
    name: { type: 'string' },
    stack: { type: 'string', default: 'practice-sync' },
  },
});
const { name, stack, 'firm-id': firmId } = values;
if (firmId === undefined || name === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const total = { users: 0, records: 0 };
for (let done = false; !done;) {
  const erased = contract.output.parse(await invoke(`${stack}-erase-firm`, { firmId, name }));
  total.users += erased.users;
  total.records += erased.records;
  done = erased.done;
}
console.log(JSON.stringify(total));
