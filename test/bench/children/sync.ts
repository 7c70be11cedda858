import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readList } from '#adapters/xpm/read-list.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import { World } from '../../support/practice/world.ts';
import { bytesOf } from '../data/list-file.ts';
import { cpuSince, peakMb, say } from './output.ts';

/**
 * A whole comparison through Find changes: the list is read from the compressed file of the first argument, and what
 * was stored before from the second (`clientId xpmUuid hash` a line). Without the second file: a first sync, whose
 * changes are written there.
 */
const [list = '', known = ''] = process.argv.slice(2);
const isFirst = !existsSync(known);
const lines: string[] = [];
const world = new World();

async function* stored() {
  if (isFirst) return;
  for await (const line of createInterface({ input: createReadStream(known) })) {
    const [clientId = '', xpmUuid = '', hash = ''] = line.split(' ');
    yield { clientId, xpmUuid, archived: false, hash };
  }
}

interface Change {
  kind: string;
  clientId: string;
  hash?: string;
  client?: { xpmUuid: string };
}

const deps = {
  ...world.deps(),
  gateway: {
    async *listClients() {
      yield* readList(bytesOf(list), 1024 * 1024 * 1024);
      return { dayRemaining: null, minuteRemaining: null };
    },
  },
  pages: {
    put: (_firm: string, _sync: string, _page: number, changes: readonly Change[]) => {
      for (const { clientId, client, hash = '' } of changes)
        lines.push(`${clientId} ${client?.xpmUuid ?? ''} ${hash}`);
      return Promise.resolve();
    },
  },
  clients: { ...world.deps().clients, stored },
};

const start = process.cpuUsage();
const outcome = await findChanges(deps, { run: world.run, waits: 0, requests: 0 });
const cpu = cpuSince(start);
if (isFirst) writeFileSync(known, lines.join('\n'));
say({ cpu, peakMb: peakMb(), counts: 'found' in outcome ? outcome.found.counts : null });
