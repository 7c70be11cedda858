import { createReadStream, createWriteStream, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { clientJson, listXml } from './corpus.ts';

function* pieces(clients: number): Generator<string> {
  let piece = '';
  for (const part of listXml(clients)) {
    piece += part;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** The list of so many clients on disk, compressed as Xero sends it, so that nothing of it is in any memory before. */
export async function listFile(folder: string, clients: number): Promise<string> {
  const file = join(folder, `list-${String(clients)}.xml.gz`);
  if (existsSync(file)) return file;
  const source = Readable.from(pieces(clients), { objectMode: false });
  await pipeline(source, createGzip({ level: 6 }), createWriteStream(file));
  return file;
}

export function jsonFile(folder: string, clients: number): string {
  const file = join(folder, `list-${String(clients)}.json`);
  if (!existsSync(file)) {
    writeFileSync(file, JSON.stringify(Array.from({ length: clients }, (_, index) => clientJson(index))));
  }
  return file;
}

/** Its inflated bytes, in pieces as the gateway's. */
export async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const inflated = createReadStream(file).pipe(createGunzip({ chunkSize: 65_536 }));
  for await (const piece of inflated) if (piece instanceof Uint8Array) yield piece;
}
