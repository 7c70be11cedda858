import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { AuditEventSchema, type AuditEvent } from '#domain/audit/audit.ts';
import { AUDIT } from '../../support/tables.ts';
import { useDatabase } from './database.ts';
import { minutes, newFirm } from './samples.ts';

describe('the audit log in DynamoDB', () => {
  const database = useDatabase();

  it('keeps every event of a firm, in order, even those of one instant', async () => {
    const table = await database.table(AUDIT);
    const [log, firmId] = [new DynamoAuditLog(database.client, table), newFirm()];
    const event = (minute: number, syncId: string): AuditEvent => ({
      firmId,
      at: minutes(minute).toISOString(),
      action: 'SYNC_ENDED',
      actor: 'system',
      source: 'sync-firm',
      result: 'success',
      details: { syncId, archived: 3, held: null },
    });
    const later = event(2, 's-9');
    await log.append(later);
    await Promise.all(Array.from({ length: 10 }, (_, n) => log.append(event(1, `s-${String(n)}`))));
    await log.append({ ...later, firmId: newFirm() });
    const { Items: items = [] } = await database.client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `FIRM#${firmId}` },
      }),
    );
    expect(items).toHaveLength(11);
    expect(AuditEventSchema.parse({ ...items.at(-1), firmId })).toEqual(later);
  });
});
