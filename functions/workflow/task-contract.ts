import type * as z from 'zod';

/** Input and output of one state of a workflow; stubs in the state machine's tests are parsed by it, too. */
export interface TaskContract<Input extends z.ZodType, Output extends z.ZodType> {
  input: Input;
  output: Output;
}
