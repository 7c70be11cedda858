import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AuditEvent } from '#domain/audit/audit.ts';
import type { AuditLog } from '#domain/audit/ports.ts';
import type { IdSource } from '#domain/system.ts';
import { systemIds } from '../system/clock.ts';
import { auditKey } from './keys.ts';
import { Table } from './table.ts';

export class DynamoAuditLog implements AuditLog {
  private readonly table: Table;

  constructor(
    client: DynamoDBDocumentClient,
    auditTable: string,
    private readonly ids: IdSource = systemIds,
  ) {
    this.table = new Table(client, auditTable);
  }

  /** No condition: the key is random, and a condition would refuse the SDK's own repetition after a lost answer. */
  async append(event: AuditEvent): Promise<void> {
    const { firmId, at, ...rest } = event;
    await this.table.put({
      ...auditKey(firmId, new Date(at).toISOString(), this.ids.secret(9)),
      at,
      ...rest,
    });
  }
}
