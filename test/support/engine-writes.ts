import { vi } from 'vitest';
import * as z from 'zod';
import type { World } from './local-run.ts';

const WriteSchema = z.object({
  Item: z.object({ sk: z.object({ S: z.string() }) }).optional(),
  Key: z.object({ sk: z.object({ S: z.string() }) }).optional(),
});
const CapacitySchema = z.object({ CapacityUnits: z.number() });
/** A batch tells the units of each table. */
const UnitsSchema = z.object({
  ConsumedCapacity: z.union([CapacitySchema.transform((one) => [one]), z.array(CapacitySchema)]).default([]),
});

export interface Writes {
  /** Writes that the engine accepted, by the kind of item: `CLIENT`, `SYNC`, `CONNECTION`, …; `BATCH`: a whole one. */
  accepted: Record<string, number>;
  /** What AWS would charge for them, refused ones included. */
  units: number;
}

/** Counts what the embedded DynamoDB is made to write while `act` runs. */
export async function writesDuring(world: World, act: () => Promise<unknown>): Promise<Writes> {
  const { dynamodb } = world.run.platform;
  const original = dynamodb.call.bind(dynamodb);
  const writes: Writes = { accepted: {}, units: 0 };
  const spy = vi.spyOn(dynamodb, 'call').mockImplementation(async (operation, input) => {
    if (!/^(Put|Update|Delete|BatchWrite)Item$/.test(operation)) return original(operation, input);
    const kind = operation === 'BatchWriteItem' ? 'BATCH' : kindOf(input);
    const result = await original(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });
    writes.accepted[kind] = (writes.accepted[kind] ?? 0) + 1;
    for (const { CapacityUnits } of UnitsSchema.parse(result).ConsumedCapacity) writes.units += CapacityUnits;
    return result;
  });
  try {
    await act();
  } finally {
    spy.mockRestore();
  }
  return writes;
}

export interface Hold {
  /** Settles when the first such write has come. */
  reached: Promise<void>;
  release: () => void;
}

/** Keeps every write of a kind of item from happening until it is released: a sync that stands where a test wants it. */
export function holdWrites(world: World, kind: string, letThrough = 0): Hold {
  const { dynamodb } = world.run.platform;
  const original = dynamodb.call.bind(dynamodb);
  const gate = signal();
  const reached = signal();
  let passed = 0;
  const spy = vi.spyOn(dynamodb, 'call').mockImplementation(async (operation, input) => {
    if (/^(Put|Update|Delete)Item$/.test(operation) && kindOf(input) === kind) {
      if (passed >= letThrough) {
        reached.give();
        await gate.given;
      }
      passed += 1;
    }
    return original(operation, input);
  });
  return {
    reached: reached.given,
    release: () => {
      spy.mockRestore();
      gate.give();
    },
  };
}

function kindOf(input: Record<string, unknown>): string {
  const { Item, Key } = WriteSchema.parse(input);
  return ((Item ?? Key)?.sk.S ?? '').split('#')[0] ?? '';
}

function signal(): { given: Promise<void>; give(): void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}
