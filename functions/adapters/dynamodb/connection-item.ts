import * as z from 'zod';
import { ConnectionSchema, type Connection } from '#domain/connection/connection.ts';
import { RunSchema, type Run } from '#domain/sync/run.ts';
import { connectionKey, DUE_SYNC } from './keys.ts';
import type { Change, Condition, Item, Table } from './table.ts';

const DueSchema = z.object({ duePk: z.string().optional(), dueAt: z.string().optional() });
const InterruptedSchema = z.object({ interrupted: RunSchema.optional() });

export interface ConnectionItem {
  connection: Connection;
  /** The run whose lease the present one took over; kept until the present one goes on, so that no crash forgets it. */
  interrupted?: Run;
}

/** The connection items of a table. */
export class ConnectionItems {
  constructor(private readonly table: Table) {}

  async read(firmId: string): Promise<ConnectionItem | undefined> {
    const item = await this.table.get(connectionKey(firmId));
    return item && connectionIn(firmId, item);
  }

  /** The item as it is afterwards; undefined when the condition was not met. */
  async change(firmId: string, change: Change, condition?: Condition): Promise<ConnectionItem | undefined> {
    const written = await this.table.update(connectionKey(firmId), change, condition);
    return written.met && written.item ? connectionIn(firmId, written.item) : undefined;
  }
}

/** `dueAt` is the index's, and of a firm that is not connected it is the time of its clean-up. */
export function connectionIn(firmId: string, item: Item): ConnectionItem {
  const { duePk, dueAt } = DueSchema.parse(item);
  const { interrupted } = InterruptedSchema.parse(item);
  const connection = ConnectionSchema.parse({
    ...item,
    firmId,
    dueAt: duePk === DUE_SYNC ? dueAt : undefined,
  });
  return { connection: withoutUndefined(connection), ...(interrupted && { interrupted }) };
}

function withoutUndefined(connection: Connection): Connection {
  const { dueAt, ...rest } = connection;
  return dueAt === undefined ? rest : { ...rest, dueAt };
}
