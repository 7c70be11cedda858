import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import type { DismissalRepository } from '#domain/notice/ports.ts';
import { KEPT_DISMISSALS } from '#domain/notice/ports.ts';
import { dismissalsKey } from './keys.ts';
import { Table } from './table.ts';

/** Each lost race means that another tab's dismissal went through. */
const ATTEMPTS = 30;

const DismissalsSchema = z.object({ noticeIds: z.array(z.string()), version: z.number().int() });

export class DynamoDismissalRepository implements DismissalRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async get(firmId: string, userId: string): Promise<string[]> {
    return (await this.read(firmId, userId))?.noticeIds ?? [];
  }

  async add(firmId: string, userId: string, noticeId: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const stored = await this.read(firmId, userId);
      const noticeIds = stored?.noticeIds ?? [];
      if (noticeIds.includes(noticeId)) return;
      const written = await this.table.put(
        {
          ...dismissalsKey(firmId, userId),
          noticeIds: [...noticeIds, noticeId].slice(-KEPT_DISMISSALS),
          version: (stored?.version ?? 0) + 1,
        },
        stored === undefined
          ? { test: 'attribute_not_exists(#pk)' }
          : { test: '#version = :seen', values: { ':seen': stored.version } },
      );
      if (written.met) return;
    }
    throw new DomainError('unavailable', 'DISMISS_BUSY', 'Too much at once. Try again.');
  }

  private async read(firmId: string, userId: string): Promise<z.infer<typeof DismissalsSchema> | undefined> {
    const item = await this.table.get(dismissalsKey(firmId, userId));
    return item && DismissalsSchema.parse(item);
  }
}
