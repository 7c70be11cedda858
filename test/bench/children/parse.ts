import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readList } from '#adapters/xpm/read-list.ts';
import { fastXmlRecords } from '../data/fast-xml-list.ts';
import { cpuSince, say } from './output.ts';

/** `ours`, `fast-xml-parser` or `JSON.parse`, and the file; parsed three times, of which the last counts. */
const [how, file = ''] = process.argv.slice(2);
const raw = readFileSync(file);
const bytes = file.endsWith('.gz') ? gunzipSync(raw) : raw;
const PIECE = 65_536;

async function* pieces() {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** How many clients, and how many characters of their names. */
async function parse(): Promise<[number, number]> {
  if (how === 'JSON.parse') {
    const clients = JSON.parse(bytes.toString('utf8')) as { Name: string }[];
    return [clients.length, clients.reduce((sum, { Name }) => sum + Name.length, 0)];
  }
  let clients = 0;
  let characters = 0;
  const add = ({ fields }: { fields: Readonly<Record<string, string>> }) => {
    clients += 1;
    characters += (fields['Name'] ?? '').length;
  };
  if (how === 'ours') for await (const record of readList(pieces(), bytes.length + 1)) add(record);
  else fastXmlRecords(bytes.toString('utf8')).forEach(add);
  return [clients, characters];
}

await parse();
await parse();
const start = process.cpuUsage();
const [clients, characters] = await parse();
say({ cpu: cpuSince(start), clients, characters, bytes: bytes.length });
