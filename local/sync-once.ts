import { CONNECTED_AT_START } from './demo/firms.ts';
import { endedWithSummary } from './demo/summary.ts';
import { startLocalRun } from './local-run.ts';
import { readOptions } from './options.ts';
import { progress } from './progress.ts';

const GOOD_ENDS = ['succeeded', 'partial', 'held'];

/** `npm run sync`: boots, syncs the connected firm once, prints the summary; exit code 0 only when it succeeded. */
async function syncOnce(): Promise<number> {
  const say = progress();
  const run = await startLocalRun(readOptions(process.argv.slice(2), process.env), say);
  try {
    const portal = run.admin;
    const { state } = await portal.connectionState();
    if (state !== 'connected') {
      console.error(
        `\n${CONNECTED_AT_START.firm} is not connected (${state}): connect it with npm start first.`,
      );
      return 1;
    }
    const { sync, summary } = await endedWithSummary(run, run.firstSyncId ?? (await portal.startSync()), say);
    run.ready();
    console.log(`\n${summary}`);
    if (GOOD_ENDS.includes(sync.status)) return 0;
    console.error(`\nThe sync ${sync.status}: ${sync.failure?.message ?? ''} ${sync.failure?.action ?? ''}`);
    return 1;
  } finally {
    await run.close();
  }
}

try {
  process.exitCode = await syncOnce();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
