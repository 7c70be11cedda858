import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { copyItems } from './copy-items.ts';

const USAGE = `Copies a table that was restored from a backup over the one in use (docs/operations.md says in which order):
  npm run table:restore -- --from restored-records --to TABLE [--firm-id ID] [--raise-epochs 1000]
--raise-epochs is for Connections. Repeatable. Region and credentials are the AWS CLI's.`;

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    'firm-id': { type: 'string' },
    'raise-epochs': { type: 'string', default: '0' },
  },
});
const { from, to, 'firm-id': firmId } = values;
const raiseEpochs = Number(values['raise-epochs']);
if (from === undefined || to === undefined || from === to || !Number.isSafeInteger(raiseEpochs)) {
  console.error(USAGE);
  process.exit(2);
}

const copied = await copyItems(new DynamoDBClient({}), { from, to, firmId, raiseEpochs });
console.log(`${String(copied)} items copied from ${from} to ${to}`);
