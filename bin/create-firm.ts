import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const USAGE = `Creates a firm with its first admin and sends the invitation:
  npm run firm:create -- --name "Example Accounting" --admin-name "Aroha Owner" --admin-email aroha@example.com
    [--time-zone Pacific/Auckland] [--seats 25] [--stack practice-sync | --function practice-sync-create-firm]
Repeating it creates nothing twice; with --seats it changes how many users the firm may have. Region and credentials are the AWS CLI's.`;

const { values } = parseArgs({
  options: {
    name: { type: 'string' },
    'admin-name': { type: 'string' },
    'admin-email': { type: 'string' },
    'time-zone': { type: 'string' },
    seats: { type: 'string' },
    stack: { type: 'string', default: 'practice-sync' },
    function: { type: 'string' },
  },
});

const {
  name,
  seats,
  stack,
  'admin-name': adminName,
  'admin-email': adminEmail,
  'time-zone': timeZone,
} = values;
if (name === undefined || adminName === undefined || adminEmail === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const answer = await new LambdaClient({}).send(
  new InvokeCommand({
    FunctionName: values.function ?? `${stack}-create-firm`,
    Payload: JSON.stringify({
      name,
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(seats === undefined ? {} : { seats: Number(seats) }),
      users: [{ email: adminEmail, name: adminName, role: 'admin' }],
    }),
  }),
);
const text = Buffer.from(answer.Payload ?? []).toString('utf8');
if (answer.FunctionError === undefined) {
  console.log(text);
} else {
  console.error(`The firm was not created: ${text}`);
  process.exitCode = 1;
}
