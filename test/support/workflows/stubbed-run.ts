import type * as z from 'zod';
import { StateError } from '../../../local/workflows/errors.ts';
import { runStateMachine } from '../../../local/workflows/interpreter.ts';
import { type Journal, type RunResult } from '../../../local/workflows/run.ts';
import { lambdaTasks } from '../../../local/workflows/tasks.ts';
import { VirtualTime } from './virtual-time.ts';

/** A failure with the name that the workflow sees. */
export class Failure extends Error {
  constructor(name: string, message = 'in words') {
    super(message);
    this.name = name;
  }
}

/**
 * What a task does when it is called: it answers, fails by throwing a `Failure`, or the service in front of it fails
 * (`aws`); `seconds` is what it takes.
 */
export interface Act {
  answer?: unknown;
  failure?: Failure;
  aws?: string;
  seconds?: number;
}
export const answers = (answer: unknown, seconds = 0): Act => ({ answer, seconds });
export const fails = (name: string, message?: string): Act => ({ failure: new Failure(name, message) });
/** A failure of AWS itself: its cause is plain text, no JSON of the function. */
export const awsFails = (name: string): Act => ({ aws: name });
export const takes = (seconds: number): Act => ({ seconds });

export interface Call {
  task: string;
  input: unknown;
}

export interface StubOptions {
  definition: unknown;
  input: unknown;
  contracts: Record<string, { input: z.ZodType; output: z.ZodType }>;
  /** What a task answers that has nothing (more) in its script. */
  otherwise: Record<string, (input: unknown) => unknown>;
  script?: Record<string, Act[]>;
  time?: VirtualTime;
}

export type StubbedRun = RunResult & { calls: Call[]; time: VirtualTime; largestVariable: number };

/** No variable of a run may outgrow this: states carry ids and counts. */
const VARIABLE_LIMIT = 2048;
/** Virtual time never runs out in a loop that does not wait. */
export const CALL_LIMIT = 300;

/** Runs a workflow on stubs whose inputs and outputs are parsed by the contracts of the tasks they stand for. */
export async function stubbedRun(options: StubOptions): Promise<StubbedRun> {
  const { definition, input, contracts, otherwise, script = {}, time = new VirtualTime() } = options;
  const left = new Map(Object.entries(script).map(([task, acts]) => [task, [...acts]]));
  const calls: Call[] = [];
  const breaches: string[] = [];

  const invoke = (task: string, event: unknown): unknown => {
    const contract = contracts[task];
    if (contract === undefined) throw new Error(`no contract of ${task}`);
    calls.push({ task, input: event });
    if (calls.length > CALL_LIMIT) throw new Failure('EndlessRun');
    breaches.push(...breachOf(`input of ${task}`, contract.input, event));
    const act = left.get(task)?.shift() ?? {};
    time.pass(act.seconds ?? 0);
    if (act.aws !== undefined) throw new StateError(act.aws, 'Rate Exceeded.');
    if (act.failure !== undefined) throw act.failure;
    const answer = act.answer ?? otherwise[task]?.(event);
    breaches.push(...breachOf(`output of ${task}`, contract.output, answer));
    return answer;
  };
  const lambda = lambdaTasks(async (name, event) => invoke(name, event));
  const sizes = variableSizes();
  const result = await runStateMachine(definition, {
    input,
    now: time.now,
    sleepUntil: time.sleepUntil,
    random: () => 1,
    journal: sizes.journal,
    tasks: async (resource, args, state) => {
      // The service's failures do not pass through the function's runtime, which would give them a JSON cause.
      const act = left.get((args as { FunctionName: string }).FunctionName)?.[0];
      if (act?.aws === undefined) return lambda(resource, args, state);
      const { FunctionName, Payload } = args as { FunctionName: string; Payload: unknown };
      return invoke(FunctionName, Payload);
    },
  });
  const largestVariable = sizes.largest();
  if (largestVariable > VARIABLE_LIMIT) breaches.push(`a variable of ${String(largestVariable)} bytes`);
  for (const [task, acts] of left) if (acts.length > 0) breaches.push(`${task} was called too seldom`);
  if (breaches.length > 0) throw new Error(breaches.join('\n'));
  return { ...result, calls, time, largestVariable };
}

/** Also what a contract would drop is a breach: the other side would never see it. */
function breachOf(what: string, schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return [`${what}: ${parsed.error.message}`];
  const kept = JSON.stringify(sorted(parsed.data));
  return kept === JSON.stringify(sorted(value)) ? [] : [`${what}: the contract keeps only ${kept}`];
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** A journal that remembers nothing but how large the variables became. */
export function variableSizes(): { journal: Journal; largest: () => number } {
  let largest = 0;
  const journal: Journal = {
    load: () => undefined,
    clearInside: () => undefined,
    save: (_, { variables }) => {
      for (const value of Object.values(variables)) {
        largest = Math.max(largest, Buffer.byteLength(JSON.stringify(value)));
      }
    },
  };
  return { journal, largest: () => largest };
}
