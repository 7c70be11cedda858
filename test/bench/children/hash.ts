import { createHash } from 'node:crypto';
import { readList } from '#adapters/xpm/read-list.ts';
import { mapRecord } from '#domain/practice/map-record.ts';
import type { PracticeClient } from '#domain/practice/practice-client.ts';
import { hashOf } from '#domain/sync/hash.ts';
import { bytesOf } from '../data/list-file.ts';
import { stableStringify } from '../data/stable-stringify.ts';
import { cpuSince, say } from './output.ts';

/** Hashes the clients of a list both ways, over and over in turn; records by CPU second of each, warm. */
const PASSES = 10;
const clients: PracticeClient[] = [];
for await (const record of readList(bytesOf(process.argv[2] ?? ''), 1024 * 1024 * 1024)) {
  const mapped = mapRecord(record);
  if (mapped.kind === 'current') clients.push(mapped.client);
}

const stable = (client: PracticeClient) =>
  createHash('sha256').update(stableStringify(client)).digest('base64url');
const spent = { ours: 0, stable: 0 };
let characters = 0;
for (let pass = -2; pass < PASSES; pass += 1) {
  for (const [name, hash] of [
    ['ours', hashOf],
    ['stable', stable],
  ] as const) {
    const start = process.cpuUsage();
    for (const client of clients) characters += hash(client).length;
    if (pass >= 0) spent[name] += cpuSince(start);
  }
}
const perSecond = (milliseconds: number) => (clients.length * PASSES * 1000) / milliseconds;
const bytes = clients.reduce((sum, client) => sum + JSON.stringify(client).length, 0) / clients.length;
say({ ours: perSecond(spent.ours), stable: perSecond(spent.stable), bytes, characters });
