import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mapRecord } from '#domain/practice/map-record.ts';
import { bytesOf } from '../data/list-file.ts';
import { fastXmlRecords } from '../data/fast-xml-list.ts';
import { stableStringify } from '../data/stable-stringify.ts';
import { cpuSince, peakMb, say } from './output.ts';

/** The same comparison the usual way: the whole list as one text, fast-xml-parser, stable stringify, a map of hashes. */
const [list = '', known = ''] = process.argv.slice(2);
const start = process.cpuUsage();

const hashes = new Map<string, string>();
for (const line of readFileSync(known, 'utf8').split('\n')) {
  const [, xpmUuid = '', hash = ''] = line.split(' ');
  hashes.set(xpmUuid, hash);
}
const pieces: Uint8Array[] = [];
for await (const piece of bytesOf(list)) pieces.push(piece);

let seen = 0;
let unchanged = 0;
for (const record of fastXmlRecords(Buffer.concat(pieces).toString('utf8'))) {
  const mapped = mapRecord(record);
  if (mapped.kind !== 'current') continue;
  const hash = createHash('sha256').update(stableStringify(mapped.client)).digest('base64url');
  seen += 1;
  // Its hashes are of another kind, so that none is equal; the look-up costs the same.
  if (hashes.get(mapped.client.xpmUuid) === hash) unchanged += 1;
}
say({ cpu: cpuSince(start), peakMb: peakMb(), counts: { seen, unchanged } });
