import { startLocalRun } from './local-run.ts';
import { readOptions } from './options.ts';
import { endedWithSummary } from './demo/summary.ts';
import { progress } from './progress.ts';

/** `npm start`: the whole system on this machine until it is interrupted. */
const say = progress();
try {
  const run = await startLocalRun(readOptions(process.argv.slice(2), process.env), say);
  const stop = () => {
    void run.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  if (run.firstSyncId !== undefined) {
    const { summary } = await endedWithSummary(run, run.firstSyncId, say);
    console.log(`\n${summary}\n`);
  }
  run.ready();
  const { demo } = run;
  say('Ready');
  console.log(`
  Portal          ${demo.portal}
  Local run       ${run.platform.awsUrl}/
  API             ${demo.api}
  Inbox           ${demo.inbox}
  Authenticator   ${demo.authenticator}
  Xero            ${run.xero === undefined ? demo.xero : `${demo.xero}/_admin`}

  Users and their password are on the local run's page; npm run token -- EMAIL prints an access token.
`);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
