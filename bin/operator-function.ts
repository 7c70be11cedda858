import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const client = new LambdaClient({});

/** Invokes a function and answers what it answered; its failure is an error with its words. */
export async function invoke(functionName: string, payload: object): Promise<unknown> {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError !== undefined) throw new Error(`${functionName} failed: ${text}`);
  return JSON.parse(text);
}
