import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Demo } from '../../local/demo/demo-file.ts';
import { startLocalRun } from '../../local/local-run.ts';
import type { LocalRun } from '../../local/local-run.ts';
import { StateStore } from '../../local/state-store.ts';
import type { XeroAdmin } from '../../local/xero/admin.ts';
import { demoPractice } from '../../local/xero/demo-practice.ts';
import { startXeroStandIn } from '../../local/xero/server.ts';
import { PATIENCE_MS, PortalUser, ask } from './portal-user.ts';
import { leaksOf, logLines } from './proof/run-leaks.ts';

export const HARBOUR = { practice: 'Harbour Accounting', partner: 'partner@harbour.example' };
export const RATA = { practice: 'Rata Advisory', partner: 'partner@rata.example' };
const APP = { clientId: 'local-client', clientSecret: 'local-secret' };

export interface Mail {
  /** By which SES knows the message. */
  id: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
}

/** Xero and the folders of a test; whatever runs against them may be killed. */
export interface Xero {
  admin: XeroAdmin;
  url: string;
  stateDir: string;
  /** Where the portal's callback is; part of what Xero checks. */
  portal: string;
  close(): Promise<void>;
}

/** Two firms, nobody connected: the test plays Xero itself. */
export async function startXero(clients: { harbour: number; rata: number }): Promise<Xero> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
  const xero: Xero = { admin: undefined!, url: '', stateDir: join(folder, 'run'), portal: '', close };
  const standIn = await startXeroStandIn({
    port: 0,
    state: new StateStore(join(folder, 'xero')),
    ...APP,
    redirectUris: () => [`${xero.portal}/api/oauth/xero/callback`],
    practices: [
      demoPractice({ name: HARBOUR.practice, clients: clients.harbour, seed: 1 }),
      demoPractice({ name: RATA.practice, clients: clients.rata, seed: 2 }),
    ],
  });
  async function close() {
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return Object.assign(xero, { admin: standIn.admin, url: standIn.url });
}

export interface World {
  run: LocalRun;
  xero: XeroAdmin;
  demo: Demo;
  /** What the functions logged, a line each. */
  log(): string[];
  as(email: string): PortalUser;
  mailsTo(email: string): Promise<Mail[]>;
  /** The mail that tells this user of this sync. */
  summary(syncId: string, email: string): Promise<Mail>;
  /** Fails if a secret or a client's data was anywhere but where it belongs (S12). */
  close(): Promise<void>;
}

/** The whole system in this process, against a Xero of the test's own. */
export async function startWorld(
  clients: { harbour: number; rata: number } = { harbour: 130, rata: 60 },
): Promise<World> {
  const xero = await startXero(clients);
  try {
    const run = await startLocalRun(
      {
        port: 0,
        stateDir: xero.stateDir,
        reset: false,
        xero: { kind: 'url', url: xero.url, ...APP },
        heapMb: undefined,
      },
      () => undefined,
    );
    xero.portal = run.demo.portal;
    return {
      run,
      xero: xero.admin,
      ...portalOf(() => run.demo),
      demo: run.demo,
      log: () => logLines(xero.stateDir),
      close: async () => {
        const xeroDir = join(xero.stateDir, '..', 'xero');
        const leaks = await leaksOf({ run, xero: xero.admin, stateDir: xero.stateDir, xeroDir, app: APP });
        await run.close();
        await xero.close();
        if (leaks.length > 0) throw new Error(`The run leaked:\n${leaks.join('\n')}`);
      },
    };
  } catch (error) {
    await xero.close();
    throw error;
  }
}

/** What a test does with a run that it only knows by its addresses. */
export function portalOf(demo: () => Demo): Pick<World, 'as' | 'mailsTo' | 'summary'> {
  const users = new Map<string, PortalUser>();
  const mailsTo = async (email: string) => {
    const mails = (await ask('GET', `${demo().inbox}/messages`)).body as Mail[];
    return mails.filter(({ to }) => to.includes(email));
  };
  return {
    as: (email) => {
      const user = users.get(email) ?? new PortalUser(demo, email);
      users.set(email, user);
      return user;
    },
    mailsTo,
    summary: (syncId, email) =>
      vi.waitUntil(async () => (await mailsTo(email)).find(({ text }) => text.includes(syncId)), {
        timeout: PATIENCE_MS,
        interval: 100,
      }),
  };
}
