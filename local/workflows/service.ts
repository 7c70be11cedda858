import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { AwsError, type InvokeFunction, type JsonService } from '../aws/service.ts';
import type { StateStore } from '../state-store.ts';
import { checkDefinition } from './check.ts';
import { Executions, type Execution, type StateMachine } from './executions.ts';
import { historyOf } from './history.ts';
import {
  assertJson,
  assertName,
  cut,
  ExecutionSchema,
  HistorySchema,
  ListSchema,
  MachineSchema,
  parse,
  StartSchema,
  StopSchema,
} from './requests.ts';
import { startExecutionTasks, type StartRequest } from './start-execution.ts';
import { lambdaTasks } from './tasks.ts';

/** The `detail` of EventBridge's "Step Functions Execution Status Change". */
export interface StatusChange {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: Execution['status'];
  startDate: number;
  stopDate: number | null;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
}

export interface StepFunctionsOptions {
  state: StateStore;
  region: string;
  account: string;
  invoke: InvokeFunction;
  /** A returned promise is waited for: until it resolves, a restart reports the status again. */
  onStatusChange(detail: StatusChange): unknown;
  now?: () => number;
}

type Document = Record<string, unknown>;

export class StepFunctionsStandIn implements JsonService {
  readonly target = 'AWSStepFunctions';
  private readonly options: StepFunctionsOptions;
  private readonly machines = new Map<string, StateMachine>();
  private readonly executions: Executions;
  private readonly operations: Record<string, (input: Document) => Document | Promise<Document>> = {
    StartExecution: (input) => {
      const { arn, startDate } = this.start(parse(StartSchema, input));
      return { executionArn: arn, startDate: startDate / 1000 };
    },
    DescribeExecution: (input) => describe(this.find(parse(ExecutionSchema, input).executionArn)),
    StopExecution: (input) => this.stopExecution(parse(StopSchema, input)),
    ListExecutions: (input) => this.listExecutions(parse(ListSchema, input)),
    GetExecutionHistory: (input) => this.history(parse(HistorySchema, input)),
    DescribeStateMachine: (input) => this.describeMachine(parse(MachineSchema, input).stateMachineArn),
  };

  constructor(options: StepFunctionsOptions) {
    this.options = options;
    const lambda = lambdaTasks(options.invoke);
    const nested = startExecutionTasks({
      start: (request) => this.start(request),
      stop: (arn) => this.executions.stop(arn),
      ended: (arn) => this.executions.ended(arn),
    });
    this.executions = new Executions({
      state: options.state,
      now: options.now ?? Date.now,
      tasks: (resource, args, state) =>
        resource.includes(':states:startExecution')
          ? nested(resource, args, state)
          : lambda(resource, args, state),
      onStatusChange: (execution) => options.onStatusChange(statusChange(execution)),
    });
  }

  /** Throws, naming the states, when the definition holds what the local run cannot do. */
  defineStateMachine(machine: StateMachine): void {
    const problems = checkDefinition(machine.definition);
    if (problems.length > 0)
      throw new Error(`State machine ${machine.name} cannot run here: ${problems.join('; ')}`);
    this.machines.set(machine.arn, machine);
  }

  /** Continues the executions that a killed process left; call it when all state machines are defined. */
  resume(): void {
    this.executions.resume(this.machines);
  }

  /** Executions stay where they are, to be resumed. */
  close(): Promise<void> {
    return this.executions.close();
  }

  async call(operation: string, input: Document): Promise<Document> {
    const run = Object.hasOwn(this.operations, operation) ? this.operations[operation] : undefined;
    if (!run)
      throw new AwsError('UnknownOperationException', `${operation} is not part of the local Step Functions`);
    return run(input);
  }

  private start({ stateMachineArn, name = randomUUID(), input, startedBy }: StartRequest): Execution {
    const machine = this.machine(stateMachineArn);
    assertName(name);
    assertJson(input);
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.executions.get(arn);
    if (!existing) return this.executions.start(machine, { arn, name, input, startedBy });
    const isRepeat = existing.status === 'RUNNING' && existing.input === input;
    const isOwn = startedBy !== undefined && existing.startedBy === startedBy;
    if (isRepeat || isOwn) return existing;
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }

  private async stopExecution({ executionArn, error, cause }: z.infer<typeof StopSchema>): Promise<Document> {
    this.find(executionArn);
    await this.executions.stop(executionArn, error, cause);
    return { stopDate: (this.find(executionArn).stopDate ?? 0) / 1000 };
  }

  private listExecutions(input: z.infer<typeof ListSchema>): Document {
    const machine = this.machine(input.stateMachineArn);
    const all = this.executions
      .list()
      .filter(({ machineArn }) => machineArn === machine.arn)
      .filter(({ status }) => (input.statusFilter ?? status) === status);
    const { items, nextToken } = cut(all, input, ({ arn }) => arn);
    return { executions: items.map(summary), nextToken };
  }

  private history(input: z.infer<typeof HistorySchema>): Document {
    const execution = this.find(input.executionArn);
    const all = historyOf(execution, this.executions.eventsOf(execution.arn));
    const { items, nextToken } = cut(input.reverseOrder ? all.reverse() : all, input, ({ id }) => String(id));
    return { events: items, nextToken };
  }

  private describeMachine(arn: string): Document {
    const { name, definition } = this.machine(arn);
    const roleArn = `arn:aws:iam::${this.options.account}:role/${name}`;
    const text = JSON.stringify(definition);
    return {
      stateMachineArn: arn,
      name,
      status: 'ACTIVE',
      definition: text,
      roleArn,
      type: 'STANDARD',
      creationDate: 0,
    };
  }

  private machine(arn: string): StateMachine {
    const machine = this.machines.get(arn);
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  private find(arn: string): Execution {
    const execution = this.executions.get(arn);
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }
}

function summary({ arn, machineArn, name, status, startDate, stopDate }: Execution): Document {
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: startDate / 1000,
    ...(stopDate !== undefined && { stopDate: stopDate / 1000 }),
  };
}

function describe(execution: Execution): Document {
  const { input, output, error, cause } = execution;
  const details = { included: true };
  const result = output === undefined ? { error, cause } : { output, outputDetails: details };
  return { ...summary(execution), input, inputDetails: details, ...result, redriveCount: 0 };
}

function statusChange(execution: Execution): StatusChange {
  const { arn, machineArn, name, status, startDate, input } = execution;
  const { stopDate = null, output = null, error = null, cause = null } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate,
    stopDate,
    input,
    output,
    error,
    cause,
  };
}
