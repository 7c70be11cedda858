import { DomainError } from '#domain/errors.ts';
import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { makeHandler as beginSync } from '../../../functions/workflow/sync-firm/begin-sync/handler.ts';
import { makeHandler as checkConnection } from '../../../functions/workflow/sync-firm/check-connection/handler.ts';
import { makeHandler as completeSync } from '../../../functions/workflow/sync-firm/complete-sync/handler.ts';
import { makeHandler as failSync } from '../../../functions/workflow/sync-firm/fail-sync/handler.ts';
import { makeHandler as findChanges } from '../../../functions/workflow/sync-firm/find-changes/handler.ts';
import { makeHandler as importPage } from '../../../functions/workflow/sync-firm/import-page/handler.ts';
import { makeHandler as sendSummary } from '../../../functions/workflow/sync-firm/send-summary/handler.ts';
import { CONTRACTS, type TaskName } from '../workflows/sync-firm-stubs.ts';
import type { ProofWorld } from './world.ts';

/** Ends the process: nothing after it happens, no handler of an error either. */
export class Killed extends Error {}

export type Ending = 'completed' | 'nothing-to-do' | 'failed' | 'killed';

/** A task that failed for a reason that nobody expected is called once more, as the workflow does. */
const ATTEMPTS = 2;
const LOOPS = 100;

/**
 * `state-machines/sync-firm.asl.json` by hand, thousands of times faster than its interpreter: the same order, the same
 * catches, every input and output through its contract. test/state-machines has the file itself on the same handlers.
 */
export async function execute(
  given: ProofWorld | ((task: TaskName) => ProofWorld),
  started: SyncExecutionInput,
): Promise<Ending> {
  const on = typeof given === 'function' ? given : () => given;
  const { firmId, syncId } = started;
  let requests = 0;
  try {
    const run = await call('begin-sync', beginSync(on('begin-sync')), started);
    let waits = 0;
    let checks = 0;
    let page = 0;
    let written = 0;
    for (let loop = 0; ; loop += 1) {
      if (loop > LOOPS) throw new Error('An execution that does not end');
      const next = await call('find-changes', findChanges(on('find-changes')), { run, waits, requests });
      requests = next.requests;
      if (next.next === 'wait') {
        await on('find-changes').sleep(next.seconds * 1000);
        waits += 1;
        checks = 0;
        continue;
      }
      if (next.next === 'check') {
        const checked = await call('check-connection', checkConnection(on('check-connection')), {
          run,
          reason: next.reason,
          checks,
        });
        requests += checked.requests;
        checks += 1;
        continue;
      }
      const { found } = next;
      const { added, updated, restored, archived } = found.counts;
      const toWrite = added + updated + restored + archived;
      while (page < found.pages) {
        const input = { run, page, pages: found.pages, toWrite, written };
        ({ page, written } = await call('import-page', importPage(on('import-page')), input));
      }
      await call('complete-sync', completeSync(on('complete-sync')), { run, found, requests });
      break;
    }
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    const name = error instanceof DomainError ? error.name : 'UnexpectedError';
    if (name === 'SyncNotDueError') return 'nothing-to-do';
    const Cause = JSON.stringify({ errorMessage: error instanceof Error ? error.message : '' });
    return after(
      call('fail-sync', failSync(on('fail-sync')), {
        firmId,
        syncId,
        error: { Error: name, Cause },
        requests,
      }),
      'failed',
    );
  }
  return after(call('send-summary', sendSummary(on('send-summary')), { firmId, syncId }), 'completed');
}

/** What the last step could not do, the outbox and the watch over runs make up for. */
async function after(step: Promise<unknown>, ending: Ending): Promise<Ending> {
  try {
    await step;
  } catch (error) {
    if (error instanceof Killed) return 'killed';
  }
  return ending;
}

async function call<Name extends TaskName>(
  name: Name,
  handler: (input: Input<Name>) => Promise<unknown>,
  input: unknown,
): Promise<Output<Name>> {
  const contract = CONTRACTS[name];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await handler(contract.input.parse(throughJson(input)));
      return contract.output.parse(throughJson(answer));
    } catch (error) {
      if (error instanceof DomainError || error instanceof Killed || attempt >= ATTEMPTS) throw error;
    }
  }
}

type Input<Name extends TaskName> = (typeof CONTRACTS)[Name]['input']['_zod']['output'];
type Output<Name extends TaskName> = (typeof CONTRACTS)[Name]['output']['_zod']['output'];

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
