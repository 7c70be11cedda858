import * as z from 'zod';

/** The part of the States Language (JSONata) that the local run knows; anything else is refused by name. */
const ExpressionSchema = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be a JSONata expression {% … %}');
const NumberSchema = z.union([z.number(), ExpressionSchema]);
const AssignSchema = z.record(z.string(), z.unknown());

const RetrierSchema = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().positive().optional(),
  MaxAttempts: z.number().int().min(0).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.number().positive().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
export type Retrier = z.infer<typeof RetrierSchema>;

const CatcherSchema = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  Assign: AssignSchema.optional(),
  Output: z.unknown().optional(),
});

const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata', 'must be JSONata').optional(),
};
const result = { Assign: AssignSchema.optional(), Output: z.unknown().optional() };
const transition = { Next: z.string().optional(), End: z.literal(true).optional() };
const recovery = { Retry: z.array(RetrierSchema).optional(), Catch: z.array(CatcherSchema).optional() };

export interface Flow {
  StartAt: string;
  States: Record<string, State>;
}

const FlowSchema: z.ZodType<Flow> = z.lazy(() =>
  z.strictObject({ ...common, StartAt: z.string(), States: z.record(z.string(), StateSchema) }),
);

const ProcessorSchema: z.ZodType<Flow> = z.lazy(() =>
  z.strictObject({
    ...common,
    ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE', 'must be INLINE') }).optional(),
    StartAt: z.string(),
    States: z.record(z.string(), StateSchema),
  }),
);

const StateSchema = z.discriminatedUnion('Type', [
  z.strictObject({ Type: z.literal('Pass'), ...common, ...result, ...transition }),
  z.strictObject({
    Type: z.literal('Task'),
    ...common,
    ...result,
    ...transition,
    ...recovery,
    Resource: z.string(),
    Arguments: z.unknown().optional(),
    TimeoutSeconds: NumberSchema.optional(),
  }),
  z.strictObject({
    Type: z.literal('Choice'),
    ...common,
    ...result,
    Choices: z
      .array(
        z.strictObject({
          Comment: z.string().optional(),
          Condition: z.union([z.boolean(), ExpressionSchema]),
          Next: z.string(),
          ...result,
        }),
      )
      .min(1),
    Default: z.string().optional(),
  }),
  z.strictObject({
    Type: z.literal('Wait'),
    ...common,
    ...result,
    ...transition,
    Seconds: NumberSchema.optional(),
    Timestamp: z.string().optional(),
  }),
  z.strictObject({ Type: z.literal('Succeed'), ...common, Output: z.unknown().optional() }),
  z.strictObject({
    Type: z.literal('Fail'),
    ...common,
    Error: z.string().optional(),
    Cause: z.string().optional(),
  }),
  z.strictObject({
    Type: z.literal('Map'),
    ...common,
    ...result,
    ...transition,
    ...recovery,
    Items: z.unknown().optional(),
    ItemSelector: z.unknown().optional(),
    MaxConcurrency: NumberSchema.optional(),
    ItemProcessor: ProcessorSchema,
  }),
  z.strictObject({
    Type: z.literal('Parallel'),
    ...common,
    ...result,
    ...transition,
    ...recovery,
    Arguments: z.unknown().optional(),
    Branches: z.array(FlowSchema).min(1),
  }),
]);

export type State = z.infer<typeof StateSchema>;
export type StateOf<T extends State['Type']> = Extract<State, { Type: T }>;

export const MachineSchema = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONata', 'must be JSONata'),
  StartAt: z.string(),
  States: z.record(z.string(), StateSchema),
  TimeoutSeconds: z.number().int().positive().optional(),
});
export type Machine = z.infer<typeof MachineSchema>;
