import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PEERS_DIR } from './peer-store.ts';

/** The newest versions that run on Node 20. n8n takes `xlsx` from its vendor's own site unless told otherwise. */
const MANIFESTS = {
  'node-red': { dependencies: { 'node-red': '4.1.8' } },
  n8n: { dependencies: { n8n: '2.0.3' }, overrides: { xlsx: '0.18.5' } },
};
export type Peer = keyof typeof MANIFESTS;

/** The folder of an installed peer and its version; undefined where it cannot be installed. */
export async function installed(peer: Peer): Promise<{ folder: string; version: string } | undefined> {
  const folder = join(PEERS_DIR, peer);
  const manifest = join(folder, 'node_modules', peer, 'package.json');
  if (!existsSync(manifest)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...MANIFESTS[peer] }));
    const args = ['install', '--no-audit', '--no-fund'];
    const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    const [status] = await once(child, 'exit');
    if (status !== 0 || !existsSync(manifest)) return undefined;
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { folder, version };
}
