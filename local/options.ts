import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './synth.ts';

/** Who answers for Xero: our stand-in, another one at an address, or Xero itself. */
export type XeroTarget =
  | { kind: 'stand-in' }
  | { kind: 'url'; url: string; clientId: string; clientSecret: string }
  | { kind: 'real'; clientId: string; clientSecret: string };

export interface LocalOptions {
  port: number;
  stateDir: string;
  reset: boolean;
  xero: XeroTarget;
  /** Heap of every function in MB, instead of what its memory size says. */
  heapMb: number | undefined;
}

/** Reads the command line and the environment of `npm start` and `npm run sync`; README.md lists them. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): LocalOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { port: { type: 'string', default: '4300' }, reset: { type: 'boolean', default: false } },
  });
  return {
    port: portOf(values.port),
    stateDir: resolve(ROOT, env['LOCAL_STATE'] ?? '.local'),
    reset: values.reset,
    xero: targetOf(env),
    heapMb:
      env['LOCAL_HEAP_MB'] === undefined ? undefined : wholeNumber('LOCAL_HEAP_MB', env['LOCAL_HEAP_MB']),
  };
}

function targetOf(env: NodeJS.ProcessEnv): XeroTarget {
  const clientId = env['XERO_CLIENT_ID'];
  const clientSecret = env['XERO_CLIENT_SECRET'];
  if (env['XERO_URL']) {
    return {
      kind: 'url',
      url: addressOf(env['XERO_URL']),
      clientId: clientId ?? 'local-client',
      clientSecret: clientSecret ?? 'local-secret',
    };
  }
  if (env['XERO'] === undefined || env['XERO'] === '') return { kind: 'stand-in' };
  if (env['XERO'] !== 'real') throw new Error('XERO can only be "real"; XERO_URL names another stand-in.');
  if (!clientId || !clientSecret)
    throw new Error('XERO=real needs XERO_CLIENT_ID and XERO_CLIENT_SECRET of an app at Xero.');
  return { kind: 'real', clientId, clientSecret };
}

/** Without a slash at its end; a path in it stays, for a stand-in that does not begin at the root. */
function addressOf(text: string): string {
  if (!/^http:/.test(text) || !URL.canParse(text)) {
    throw new Error(`XERO_URL needs an address like http://127.0.0.1:9000, not "${text}".`);
  }
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

function portOf(text: string): number {
  const port = wholeNumber('--port', text);
  if (port > 65_535) throw new Error('--port is at most 65535.');
  return port;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${name} needs a whole number, not "${text}".`);
  return Number(text);
}
