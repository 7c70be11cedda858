import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateStore } from '../../local/state-store.ts';
import { StepFunctionsStandIn } from '../../local/workflows/service.ts';

// Run as a process of its own by tests that kill it. Its functions write down that they were called; `hang` never ends.
const [folder = '', definition = '{}', input = '{}'] = process.argv.slice(2);
const arn = 'arn:aws:states:us-east-1:1:stateMachine:flow';
const service = new StepFunctionsStandIn({
  state: new StateStore(join(folder, 'state')),
  region: 'us-east-1',
  account: '1',
  invoke: (name, event) => {
    appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify([name, event])}\n`);
    return name === 'hang' ? new Promise(() => undefined) : Promise.resolve({ from: name });
  },
  onStatusChange: () => undefined,
});
service.defineStateMachine({ arn, name: 'flow', definition: JSON.parse(definition) as object });
service.resume();
await service.call('StartExecution', { stateMachineArn: arn, name: 'one', input });
setInterval(() => undefined, 1000);
