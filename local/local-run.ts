import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { seedFirms, type SeededFirm, SeededFirmSchema } from './demo/seed.ts';
import { adminOf, connectAtStart, firstSyncEnded } from './demo/connect-at-start.ts';
import type { PortalClient } from './demo/portal-client.ts';
import { demoPractices } from './demo/firms.ts';
import { type Demo, forgetDemo, writeDemo } from './demo/demo-file.ts';
import type { LocalOptions, XeroTarget } from './options.ts';
import { handlePages } from './run-pages.ts';
import type { Platform } from './platform.ts';
import { startPlatform } from './platform.ts';
import { LOCK_FILE, lockState } from './state-lock.ts';
import { StateStore } from './state-store.ts';
import { synthesize } from './synth.ts';
import { startXeroStandIn, type XeroStandIn } from './xero/server.ts';
import * as z from 'zod';

export interface LocalRun {
  platform: Platform;
  demo: Demo;
  /** Absent when something else answers for Xero. */
  xero: XeroStandIn | undefined;
  /** The API as the connected firm's admin. */
  admin: PortalClient;
  /** The sync that connecting the first firm began, until it has ended once. */
  firstSyncId: string | undefined;
  /** Says to everybody that all is ready: writes `demo.json`. */
  ready(): void;
  close(): Promise<void>;
}

const XERO_HOSTS = ['login.xero.com', 'identity.xero.com', 'api.xero.com'];
const STAND_IN_APP = { clientId: 'local-client', clientSecret: 'local-secret' };

/** Synthesizes the app, runs it with its stand-ins and seeds the demo firms; goes on where a killed run stopped. */
export async function startLocalRun(options: LocalOptions, say: (line: string) => void): Promise<LocalRun> {
  say('Synthesizing the app');
  const assembly = await synthesize();
  const unlock = lockState(options.stateDir);
  try {
    if (options.reset) emptyFolder(options.stateDir);
    return await startLocked(assembly, options, say, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startLocked(
  assembly: string,
  options: LocalOptions,
  say: (line: string) => void,
  unlock: () => void,
): Promise<LocalRun> {
  forgetDemo(options.stateDir);
  const state = new StateStore(options.stateDir);
  assertSameXero(state, options.xero);

  say('Starting the stand-ins');
  const ports = {
    portal: options.port,
    aws: await portNear(options.port, 1),
    xero: await portNear(options.port, 2),
  };
  let demo: Demo | undefined;
  let portalUrl = `http://localhost:${String(options.port)}`;
  const xero =
    options.xero.kind === 'stand-in'
      ? await startXeroStandIn({
          port: ports.xero,
          state,
          ...STAND_IN_APP,
          redirectUris: () => [`${portalUrl}/api/oauth/xero/callback`],
          practices: demoPractices(),
        })
      : undefined;
  const xeroUrl = xero?.url ?? (options.xero.kind === 'url' ? options.xero.url : 'https://login.xero.com');
  const closeXero = async () => {
    await xero?.close();
  };

  try {
    const platform = await startPlatform({
      assembly,
      stateDir: options.stateDir,
      locked: true,
      ports,
      parameters: (urls) => ({ PortalOrigin: urls.portalUrl, MailFrom: 'portal@practice-sync.example' }),
      redirects:
        options.xero.kind === 'real' ? {} : Object.fromEntries(XERO_HOSTS.map((host) => [host, xeroUrl])),
      ...(options.xero.kind === 'real'
        ? {}
        : { rewriteBody: (text: string) => text.replaceAll('https://login.xero.com', xeroUrl) }),
      ...(options.heapMb === undefined ? {} : { heapMb: everyFunction(options.heapMb) }),
      pages: (running) => handlePages(running, () => demo),
    });
    portalUrl = platform.portalUrl;
    say('Creating the demo firms');
    await putXeroApp(platform, options.xero);
    const firms = await seedFirms(
      platform,
      signInTarget(platform),
      state.collection('demo-firms', SeededFirmSchema),
    );
    demo = describe(platform, xeroUrl, firms);
    const admin = adminOf(demo);
    const firstSyncId = xero === undefined ? undefined : await connectAtStart(admin, state, say);
    const described = demo;
    return {
      platform,
      demo: described,
      xero,
      admin,
      firstSyncId,
      ready: () => {
        firstSyncEnded(state);
        writeDemo(options.stateDir, described);
      },
      close: async () => {
        await platform.close();
        await closeXero();
        unlock();
      },
    };
  } catch (error) {
    await closeXero();
    throw error;
  }
}

/** All but the lock, which is ours. */
function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== LOCK_FILE) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** A connection made with one Xero means nothing to another. */
function assertSameXero(state: StateStore, target: XeroTarget): void {
  const kept = state.collection('xero-target', z.string());
  const before = kept.get('kind');
  if (before !== undefined && before !== target.kind) {
    throw new Error(
      `The state of this folder was made with another Xero (${before}, now ${target.kind}). Add --reset to begin anew, or set LOCAL_STATE to another folder.`,
    );
  }
  kept.set('kind', target.kind);
}

function putXeroApp(platform: Platform, target: XeroTarget): Promise<unknown> {
  const [secret] = platform.find('AWS::SecretsManager::Secret', 'XeroApp');
  const { clientId, clientSecret } = target.kind === 'stand-in' ? STAND_IN_APP : target;
  return platform.call('secretsmanager.PutSecretValue', {
    SecretId: secret?.physicalId,
    SecretString: JSON.stringify({ clientId, clientSecret }),
  });
}

function signInTarget(platform: Platform): Demo['signIn'] {
  const [pool] = platform.find('AWS::Cognito::UserPool');
  const [client] = platform.find('AWS::Cognito::UserPoolClient');
  if (pool === undefined || client === undefined) throw new Error('The app has no user pool.');
  return { endpoint: platform.awsUrl, userPoolId: pool.physicalId, clientId: client.physicalId };
}

function describe(platform: Platform, xero: string, firms: SeededFirm[]): Demo {
  return {
    portal: platform.portalUrl,
    api: `${platform.portalUrl}/api`,
    inbox: `${platform.awsUrl}/inbox`,
    xero,
    authenticator: `${platform.awsUrl}/authenticator`,
    signIn: signInTarget(platform),
    firms,
  };
}

/** A heap for whichever function is asked about. */
function everyFunction(megabytes: number): Record<string, number> {
  return new Proxy({}, { get: () => megabytes });
}

/** The wished port if it is free, else any; 0 stays 0. */
async function portNear(base: number, offset: number): Promise<number> {
  if (base === 0) return 0;
  const wished = base + offset;
  return (await isFree(wished)) ? wished : 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
