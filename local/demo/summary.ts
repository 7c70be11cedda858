import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalRun } from '../local-run.ts';
import { CONNECTED_AT_START } from './firms.ts';
import type { EndedSync } from './portal-client.ts';

/** How long the outbox may take from the end of a sync to its mail. */
const MAIL_PATIENCE_MS = 20_000;

/** Waits for a sync of the connected demo firm and for its summary, as text. */
export async function endedWithSummary(
  run: LocalRun,
  syncId: string,
  say: (line: string) => void,
): Promise<{ sync: EndedSync; summary: string }> {
  const portal = run.admin;
  const sync = await portal.ended(syncId, (line) => say(`Syncing ${CONNECTED_AT_START.firm}: ${line}`));
  say(`The sync ended: ${sync.status}`);
  return { sync, summary: await summaryOf(run, syncId) };
}

/** Every summary names its sync in a link into the portal's history. */
async function summaryOf(run: LocalRun, syncId: string): Promise<string> {
  for (const until = Date.now() + MAIL_PATIENCE_MS; Date.now() < until;) {
    const mail = run.platform.ses
      .messages()
      .find(({ text, to }) => text.includes(syncId) && to.includes(CONNECTED_AT_START.admin));
    if (mail !== undefined) return `${mail.subject}\n\n${mail.text}`;
    await sleep(200);
  }
  return 'The summary has not been sent yet; it waits in the outbox.';
}
