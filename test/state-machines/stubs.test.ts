import { describe, expect, it } from 'vitest';
import { definitionOf } from '../support/workflows/definitions.ts';
import { answers } from '../support/workflows/stubbed-run.ts';
import { RUN, syncFirm } from '../support/workflows/sync-firm-stubs.ts';

const text = JSON.stringify(definitionOf('sync-firm'));
const changed = (from: string, to: string): unknown => {
  expect(text).toContain(from);
  return JSON.parse(text.replace(from, to));
};

describe('the stubs of the path tests notice', () => {
  it('an answer that the task could not give', async () => {
    const run = syncFirm({ 'find-changes': [answers({ next: 'wait', requests: 1 })] });
    await expect(run).rejects.toThrow(/output of find-changes[^]*seconds/);
  });

  it('an answer with more than the contract has', async () => {
    const run = syncFirm({ 'send-summary': [answers({ sent: 1, waiting: 0, to: 'x@example.com' })] });
    await expect(run).rejects.toThrow(/output of send-summary: the contract keeps only/);
  });

  it('an input that the task would refuse', async () => {
    const run = syncFirm(
      {},
      undefined,
      changed('"requests":"{% $requests %}"', '"request":"{% $requests %}"'),
    );
    await expect(run).rejects.toThrow(/input of find-changes[^]*requests/);
  });

  it('an input with more than the task takes', async () => {
    const run = syncFirm({}, undefined, changed('"waits":"{% $waits %}"', '"waits":"{% $waits %}","page":0'));
    await expect(run).rejects.toThrow(/input of find-changes: the contract keeps only/);
  });

  it('a task that is called more seldom than a test says', async () => {
    const run = syncFirm({ 'check-connection': [answers({ requests: 1 })] });
    await expect(run).rejects.toThrow('check-connection was called too seldom');
  });

  it('a variable above 2 KB', async () => {
    const run = syncFirm({ 'begin-sync': [answers({ ...RUN, syncId: 'S'.repeat(2000) })] });
    await expect(run).rejects.toThrow(/a variable of 2\d{3} bytes/);
  });
});
