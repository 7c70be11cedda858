import * as z from 'zod';
import { FoundSchema, RunContextSchema } from '../run-context.ts';

export const contract = {
  input: z.object({ run: RunContextSchema, found: FoundSchema, requests: z.number().int() }),
  output: z.object({ status: z.enum(['succeeded', 'partial', 'held']), mails: z.number().int() }),
};
