import { startPlatform } from '../../local/platform.ts';

/** A platform in a process of its own, to be killed while a workflow is in its second state. */
const [assembly = '', stateDir = ''] = process.argv.slice(2);
const platform = await startPlatform({
  assembly,
  stateDir,
  ports: { portal: 0, aws: 0 },
  parameters: ({ portalUrl }) => ({ PortalUrl: portalUrl, MailFrom: 'app@firm.example' }),
});
await platform.call('AWSStepFunctions.StartExecution', {
  stateMachineArn: platform.outputs.Service?.MachineArn,
  name: 'interrupted',
  input: '{"ms":3000}',
});
const [table] = platform.find('AWS::DynamoDB::Table');
for (;;) {
  const key = { TableName: table?.name, Key: { id: { S: 'second' } } };
  const { Item } = await platform.call('DynamoDB_20120810.GetItem', key);
  if (Item !== undefined) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
process.stdout.write('second state\n');
