import * as z from 'zod';
import { restKey, type Key } from './keys.ts';
import { MAX_PACKED_BYTES, pack, unpack } from './packed.ts';
import type { Item, Table } from './table.ts';

const HeadSchema = z.object({ packed: z.instanceof(Uint8Array), rests: z.number().int().optional() });

/**
 * Keeps a value as compressed JSON, in as many items as it needs: nearly always one. The head is written last, so what
 * it counts is there.
 */
export async function putPacked(table: Table, key: Key, value: unknown, attributes: Item): Promise<void> {
  const bytes = await pack(value);
  const rests = Math.ceil(bytes.length / MAX_PACKED_BYTES) - 1;
  const slice = (index: number) => bytes.subarray(index * MAX_PACKED_BYTES, (index + 1) * MAX_PACKED_BYTES);
  for (let rest = 1; rest <= rests; rest += 1) {
    await table.put({ ...attributes, ...restKey(key, rest), packed: slice(rest) });
  }
  await table.put({ ...attributes, ...key, packed: slice(0), ...(rests > 0 && { rests }) });
}

export async function getPacked<T>(table: Table, key: Key, head: Item, schema: z.ZodType<T>): Promise<T> {
  const { packed, rests = 0 } = HeadSchema.parse(head);
  const parts = [packed];
  for (let rest = 1; rest <= rests; rest += 1) {
    parts.push(HeadSchema.parse(await table.get(restKey(key, rest))).packed);
  }
  return unpack(Buffer.concat(parts), schema);
}
