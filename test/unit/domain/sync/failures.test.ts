import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { failureOf } from '#domain/sync/failures.ts';

const functions = fileURLToPath(new URL('../../../../functions/', import.meta.url));

/** Names of all error classes that functions can fail with. */
function errorNames(): string[] {
  return readdirSync(functions, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('api'))
    .flatMap((file) => [
      ...readFileSync(functions + file, 'utf8').matchAll(/class (\w+) extends DomainError/g),
    ])
    .map((match) => match[1] ?? '');
}

/** Never the end of a sync: caught on the way, or of no workflow. */
const NOT_AN_END = new Set([
  'ClientExistsError', // of clients added by hand
  'SyncNotDueError', // ends the workflow in peace
  'MailRefusedError', // stays in the outbox
  'ConnectRefusedError', // of the callback
  'GrantRefusedError', // becomes ConnectionBrokenError
  'AccessRefusedError', // leads to Check connection
]);

describe('the failure table', () => {
  it('has words of its own for every error that can end a sync', () => {
    const names = errorNames().filter((name) => !NOT_AN_END.has(name));
    expect(names.length).toBeGreaterThanOrEqual(12);
    expect(names.filter((name) => failureOf(name).code === 'INTERNAL_ERROR')).toEqual([]);
  });

  it.each([
    'States.DataLimitExceeded',
    'Runtime.ExitError',
    'UnexpectedError',
    'ContractError',
    'constructor',
    '',
  ])('calls %j a fault of ours', (name) => {
    expect(failureOf(name).code).toBe('INTERNAL_ERROR');
  });

  it('speaks in whole sentences and names no technology', () => {
    for (const name of [
      ...errorNames(),
      'States.Timeout',
      'Lambda.Unknown',
      'StartFailed',
      'ExecutionAborted',
    ]) {
      const { message, action } = failureOf(name);
      for (const words of [message, action]) {
        expect(words).toMatch(/^[A-Z].*\.$/);
        expect(words).not.toMatch(/lambda|dynamo|step function|token|lease|null|undefined|aws/i);
      }
    }
  });
});
