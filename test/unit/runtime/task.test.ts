import * as z from 'zod';
import { describe, expect, it, vi } from 'vitest';
import { LeaseLostError } from '#domain/sync/errors.ts';
import { parseEnv } from '#runtime/env.ts';
import { logger } from '#runtime/logger.ts';
import { task } from '#runtime/task.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const contract = { input: z.object({ syncId: z.string() }), output: z.object({ count: z.number() }) };
const failing = (error: Error) => task(contract, () => Promise.reject(error));
const run = (entry: ReturnType<typeof failing>, event: unknown = { syncId: 's' }) =>
  entry(event, lambdaContext());

describe('a task', () => {
  it('parses its input and its output, and drops what the contract does not know', async () => {
    const entry = task(contract, (input) =>
      Promise.resolve({ count: Object.keys(input).length, secret: 'x' }),
    );
    expect(await run(entry, { syncId: 's', other: 1 })).toEqual({ count: 1 });
  });

  it('throws domain errors by their own names, which Catch and Retry match', async () => {
    await expect(run(failing(new LeaseLostError()))).rejects.toMatchObject({ name: 'LeaseLostError' });
  });

  it('hides what an unexpected error says, and logs it', async () => {
    const log = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const failure = run(failing(new TypeError('canary of a client')));
    await expect(failure).rejects.toMatchObject({ name: 'UnexpectedError' });
    await expect(failure).rejects.not.toThrow(/canary/);
    expect(log).toHaveBeenCalledWith(
      'RUN_TASK_FAILED',
      expect.objectContaining({ failure: expect.anything() }),
    );
    log.mockRestore();
  });

  it('names the paths of a broken contract, never the values', async () => {
    const failure = run(failing(new Error()), { syncId: ['canary'] });
    await expect(failure).rejects.toMatchObject({ name: 'ContractError' });
    await expect(failure).rejects.toThrow(/input.*syncId/);
    await expect(failure).rejects.not.toThrow(/canary/);
  });

  it('logs under the ids of its firm and sync, and of no earlier call', async () => {
    const append = vi.spyOn(logger, 'appendKeys');
    const reset = vi.spyOn(logger, 'resetKeys');
    const entry = task({ ...contract, input: z.unknown() }, () => Promise.resolve({ count: 1 }));
    await entry({ run: { firmId: 'f', syncId: 's' } }, lambdaContext());
    expect(reset).toHaveBeenCalled();
    expect(append).toHaveBeenCalledWith({ firmId: 'f', syncId: 's' });
  });

  it.each([
    ['in the context of its run', { run: { firmId: 'f', syncId: 's', requestId: 'click' } }],
    ['at the top', { firmId: 'f', syncId: 's', requestId: 'click' }],
  ])('logs under the id of the click that led to it, %s', async (_where, event) => {
    const append = vi.spyOn(logger, 'appendKeys');
    const entry = task({ ...contract, input: z.unknown() }, () => Promise.resolve({ count: 1 }));
    await entry(event, lambdaContext());
    expect(append).toHaveBeenLastCalledWith({ firmId: 'f', syncId: 's', requestId: 'click' });
    await entry({ ...event, run: undefined, firmId: 'f', requestId: null }, lambdaContext());
    expect(append.mock.lastCall?.[0]).not.toHaveProperty('requestId');
  });
});

describe('the environment', () => {
  it('is refused with every variable that is missing or malformed, without values', () => {
    vi.stubEnv('GOOD_NAME', 'x');
    vi.stubEnv('BAD_URL', 'canary');
    const schema = z.object({ GOOD_NAME: z.string(), BAD_URL: z.url(), GONE: z.string() });
    expect(() => parseEnv(schema)).toThrow(/BAD_URL: (?!.*canary).*\n {2}GONE: missing/);
    vi.unstubAllEnvs();
  });
});
