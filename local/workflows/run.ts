import type { Flow, State } from './definition.ts';
import type { Bindings } from './expressions.ts';

/** Where a flow (the machine itself, a Map iteration or a Parallel branch) stands; `output` once it has ended. */
export interface Checkpoint {
  state: string;
  input: unknown;
  variables: Record<string, unknown>;
  /** Epoch milliseconds: a Wait counts from here, also after a restart. */
  entered: number;
  /** Retries done, one count per retrier of the state, and when the next attempt is due. */
  retries: number[];
  resumeAt?: number | undefined;
  transitions: number;
  ended?: { output: unknown } | undefined;
}

/**
 * Where a run writes down each transition before it makes it, by flow: '' is the machine,
 * 'Import#12[3]' an iteration of the Map state that was the run's twelfth transition.
 */
export interface Journal {
  load(flow: string): Checkpoint | undefined;
  save(flow: string, checkpoint: Checkpoint): void;
  /** Forgets the flows inside this one. */
  clearInside(flow: string): void;
}

export interface TaskState {
  name: string;
  /** The same for the same attempt of the same state, also when a restart runs it again. */
  token: string;
  /** Aborted when the result is no longer wanted. */
  signal: AbortSignal;
}

/** Rejects with a StateError, or with any Error: its `name` is then the error's name. */
export type RunTask = (resource: string, args: unknown, state: TaskState) => Promise<unknown>;

export interface RunEvent {
  type: 'StateEntered' | 'StateExited';
  stateType: string;
  name: string;
  /** The input of a state entered, the output of one exited. */
  data: unknown;
  timestamp: number;
}

export interface RunOptions {
  input: unknown;
  tasks: RunTask;
  now?: () => number;
  /** Resolves at that time (epoch milliseconds), rejects when aborted. A test with virtual time moves its clock. */
  sleepUntil?: (time: number, signal: AbortSignal) => Promise<void>;
  random?: () => number;
  execution?: { id?: string; name?: string; startTime?: number };
  stateMachine?: { id?: string; name?: string };
  journal?: Journal;
  /** Ends the run; the reason, when it is a RunEnded, becomes its status. */
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

export interface RunFacts {
  transitions: number;
  /** The names of the states entered, in order. */
  path: string[];
}

export type Ending =
  | { status: 'SUCCEEDED'; output: unknown }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error: string | undefined; cause: string | undefined };

/** CLOSED: the process is closing, and the run goes on from its journal at the next start. */
export type RunResult = RunFacts & (Ending | { status: 'CLOSED' });

/** A flow's surroundings: its name in the journal, the variables it can read, the item it was started with. */
export interface Scope {
  path: string;
  outer: Record<string, unknown>;
  signal: AbortSignal;
  item?: { Index: number; Value: unknown };
}

/** One state as it executes. */
export interface Frame<T extends State = State> {
  name: string;
  state: T;
  at: Checkpoint;
  scope: Scope;
}

/** What a state hands on; without `next` its flow has ended. */
export interface Step {
  next: string | undefined;
  output: unknown;
  assigned: Record<string, unknown>;
}

/** What a state needs of the run it is part of. */
export interface Runner {
  readonly id: string;
  readonly options: RunOptions;
  readonly now: () => number;
  sleepUntil(time: number, signal: AbortSignal): Promise<void>;
  flow(flow: Flow, input: unknown, scope: Scope): Promise<unknown>;
  bindings(frame: Frame, more?: Partial<Bindings['states']>): Bindings;
}
