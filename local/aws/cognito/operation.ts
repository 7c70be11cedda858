import * as z from 'zod';
import { AwsError } from '../service.ts';

type Output = Record<string, unknown>;
export type Operation = (input: Record<string, unknown>) => Output | Promise<Output>;

/** Strict, so that a parameter this stand-in would silently ignore is noticed here and not on AWS. */
export function operation<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  run: (input: z.output<z.ZodObject<Shape, z.core.$strict>>) => Output | Promise<Output>,
): Operation {
  const schema = z.strictObject(shape);
  return (input) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data);
    throw invalidParameter(
      `${parsed.error.issues.length} validation error detected: ${z.prettifyError(parsed.error)}`,
    );
  };
}

export const AttributesSchema = z.array(z.object({ Name: z.string(), Value: z.string().default('') }));

/** Accepted and without effect in a pool without advanced security, analytics or message triggers that read it. */
export const ignored = {
  ClientMetadata: z.unknown().optional(),
  UserContextData: z.unknown().optional(),
  AnalyticsMetadata: z.unknown().optional(),
};

export function notAuthorized(message: string): AwsError {
  return new AwsError('NotAuthorizedException', message);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function userNotFound(): AwsError {
  return new AwsError('UserNotFoundException', 'User does not exist.');
}

export const WRONG_PASSWORD = 'Incorrect username or password.';
