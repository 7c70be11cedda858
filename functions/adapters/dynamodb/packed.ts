import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import * as z from 'zod';

/** An item ends at 400 KB; the rest is for keys and counters. */
export const MAX_PACKED_BYTES = 350 * 1024;

const BytesSchema = z.instanceof(Uint8Array);
const zip = promisify(gzip);
const unzip = promisify(gunzip);

export function pack(value: unknown): Promise<Buffer> {
  return zip(JSON.stringify(value), { level: 6 });
}

export async function unpack<T>(packed: unknown, schema: z.ZodType<T>): Promise<T> {
  const json: unknown = JSON.parse((await unzip(BytesSchema.parse(packed))).toString('utf8'));
  return schema.parse(json);
}
