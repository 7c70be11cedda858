import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Dispatcher } from '#domain/sync/ports.ts';

export class StepFunctionsDispatcher implements Dispatcher {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
  ) {}

  async start(): Promise<void> {
    await this.client.send(new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, input: '{}' }));
  }
}
