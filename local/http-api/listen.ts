import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Longer than clients keep idle connections: one that is closed at the very moment of its next use fails that request
 * ("fetch failed"), and Node's 5 seconds are within what a busy machine takes between two requests.
 */
export const KEEP_ALIVE_MS = 75_000;

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves on the loopback addresses only. Browsers resolve `localhost` to ::1 first on some machines, so that
 * address is served too where it exists.
 */
export async function listen(handler: RequestListener, port: number): Promise<Listener> {
  const main = createServer(handler);
  await bind(main, '127.0.0.1', port).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`Port ${String(port)} is in use. Stop what uses it, or choose another with --port.`);
  });
  const bound = (main.address() as AddressInfo).port;
  const second = createServer(handler);
  const hasSecond = await bind(second, '::1', bound).then(
    () => true,
    () => false,
  );
  return {
    port: bound,
    close: async () => {
      await Promise.all([main, ...(hasSecond ? [second] : [])].map(stop));
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
