import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, startChildRun } from '../support/child-run.ts';
import type { ChildRun } from '../support/child-run.ts';
import { portalOf } from '../support/local-run.ts';
import { ask } from '../support/portal-user.ts';

let stateDir: string;
let run: ChildRun | undefined;
const running = () => {
  if (run === undefined) throw new Error('Nothing runs');
  return run;
};

/** Runs a command to its end. */
async function output(script: string, ...args: string[]) {
  const { exited, said } = command(script, args, { stateDir });
  return { code: await exited, said: said() };
}

beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterAll(async () => {
  await run?.kill();
  rmSync(stateDir, { recursive: true, force: true });
});

describe('the commands', () => {
  it('sync: connects the demo firm at the first start, prints the summary and ends well', async () => {
    const { code, said } = await output('sync-once', '--port', '0');
    expect(said).toContain('Clients synced: 1,153 added (Harbour Accounting)');
    expect(said).toContain('Clients without a primary contact');
    expect(code).toBe(0);
  });

  it('sync: says that nothing changed when it is run again', async () => {
    const { code, said } = await output('sync-once', '--port', '0');
    expect(said).toContain('Clients synced: nothing changed');
    expect(said).toContain('Unchanged: 1,153');
    expect(code).toBe(0);
  });

  it('start: goes on with what is there, prints its addresses, and serves them', async () => {
    run = await startChildRun({ stateDir });
    const { portal, inbox, authenticator, xero } = running().demo;
    const overview = new URL('/', inbox).href;
    for (const address of [portal, overview, inbox, authenticator, `${xero}/_admin`]) {
      expect(running().said()).toContain(address);
      expect((await ask('GET', address)).status).toBe(200);
    }
    const mere = portalOf(() => running().demo).as('mere@harbour.example');
    expect(await mere.connection()).toMatchObject({ state: 'connected' });
    expect((await mere.syncs()).syncs).toHaveLength(2);
  });

  it('token: prints a token that opens the API, for whoever has MFA and whoever has not', async () => {
    for (const [email, status] of [
      ['aroha@harbour.example', 200],
      ['ben@harbour.example', 403],
    ] as const) {
      const { code, said } = await output('token', email);
      expect(code).toBe(0);
      expect(said.trim()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      const headers = { authorization: `Bearer ${said.trim()}` };
      expect((await ask('GET', `${running().demo.api}/clients`, { headers })).status).toBe(status);
    }
  });

  it('token: says who there is when it does not know the user', async () => {
    const { code, said } = await output('token', 'nobody@harbour.example');
    expect(code).toBe(1);
    expect(said).toContain('There is no demo user nobody@harbour.example. There are mere@harbour.example');
    expect(said).not.toMatch(/\n\s+at /);
  });

  it('start: refuses a second run on the same state, in words, and the first goes on', async () => {
    const { code, said } = await output('start', '--port', '0');
    expect(code).toBe(1);
    expect(said).toContain('is in use by another run');
    expect(said).not.toMatch(/\n\s+at /);
    expect((await ask('GET', running().demo.portal)).status).toBe(200);
  });

  it('start: ends when asked to', async () => {
    const { portal } = running().demo;
    expect(await running().stop()).toBe(0);
    await expect(ask('GET', portal)).rejects.toThrow();
  });
});
