import { describe, expect, it } from 'vitest';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoFirmEraser } from '#adapters/dynamodb/firm-eraser.ts';
import { DynamoFirmReader } from '#adapters/dynamodb/firm-reader.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { firmPartition, practiceKey, runWatchKey, tokensKey } from '#adapters/dynamodb/keys.ts';
import { Table } from '#adapters/dynamodb/table.ts';
import { InMemoryFirmData } from '../../support/fakes/firm-data.ts';
import { CONNECTIONS, RECORDS } from '../../support/tables.ts';
import { useDatabase } from './database.ts';
import { describeFirmData, type FirmStore } from './firm-data-contract.ts';
import { minutes, newFirm, NOW } from './samples.ts';

const database = useDatabase();

describe('a firm’s data in memory', () =>
  describeFirmData(() => {
    const subject = new InMemoryFirmData();
    return Promise.resolve({
      subject,
      put: (...entry) => {
        subject.put(...entry);
        return Promise.resolve();
      },
      connect: (firmId, state) => {
        const cleanupPending = state === 'clean-up';
        subject.connections.set(firmId, { state: cleanupPending ? 'disconnected' : state, cleanupPending });
        return Promise.resolve();
      },
      names: (firmId) => Promise.resolve(subject.names(firmId)),
      connectionOf: (firmId) => Promise.resolve(subject.connections.has(firmId) ? ['CONNECTION'] : []),
    });
  }));

async function inDynamo(): Promise<FirmStore & { records: string }> {
  const [records, connections] = [await database.table(RECORDS), await database.table(CONNECTIONS)];
  const [recordsTable, connectionsTable] = [records, connections].map(
    (name) => new Table(database.client, name),
  );
  if (recordsTable === undefined || connectionsTable === undefined) throw new Error('no tables');
  const eraser = new DynamoFirmEraser(database.client, records, connections);
  const reader = new DynamoFirmReader(database.client, records);
  const repository = new DynamoConnectionRepository(database.client, connections);
  const keysIn = async (table: Table, firmId: string) => {
    const keys = { test: '#pk = :pk', values: { ':pk': firmPartition(firmId) } };
    const found: string[] = [];
    for await (const items of table.pages({ keys, consistent: true })) {
      found.push(...items.map((item) => String(item['sk'])));
    }
    return found;
  };
  return {
    records,
    subject: {
      eraseConnection: (firmId) => eraser.eraseConnection(firmId),
      eraseUser: (firmId, userId) => eraser.eraseUser(firmId, userId),
      eraseRecords: (firmId, limit) => eraser.eraseRecords(firmId, limit),
      eraseFirm: (firmId) => eraser.eraseFirm(firmId),
      page: (firmId, cursor) => reader.page(firmId, cursor),
    },
    put: async (firmId, kind, id, record = {}) => {
      await recordsTable.put({
        pk: firmPartition(firmId),
        sk: [kind, id].filter(Boolean).join('#'),
        ...record,
      });
    },
    connect: async (firmId, state) => {
      const practice = { tenantId: `of-${firmId}`, connectionId: 'c', name: null };
      const connectedBy = { userId: 'ada', name: 'Ada' };
      const times = { connectedAt: NOW, dueAt: minutes(9) };
      await repository.connect({ firmId, practice, connectedBy, ...times, practiceChanged: false });
      await connectionsTable.put({ ...tokensKey(firmId), jwe: 'x', version: 1 });
      await connectionsTable.put({ ...runWatchKey(firmId) });
      if (state === 'connected') return;
      const disconnect = { cause: 'disconnected-here' as const, at: NOW.toISOString() };
      await repository.end({ firmId, epoch: 1, state: 'disconnected', disconnect, cleanupPending: true });
      if (state === 'disconnected') await repository.cleanedUp(firmId, 2);
      // As a clean-up leaves it that was killed before its last step.
      if (state === 'disconnected') await connectionsTable.put({ ...practiceKey(practice.tenantId), firmId });
    },
    names: (firmId) => keysIn(recordsTable, firmId),
    connectionOf: async (firmId) => [
      ...(await keysIn(connectionsTable, firmId)),
      ...((await connectionsTable.get(practiceKey(`of-${firmId}`))) === undefined ? [] : ['OWNER']),
    ],
  };
}

describe('a firm’s data in DynamoDB', () => {
  describeFirmData(inDynamo);

  it('is read with the issues of syncs in words, and without what is the table’s own', async () => {
    const [store, firmId] = [await inDynamo(), newFirm()];
    const issue = {
      code: 'RECORD_INVALID' as const,
      message: 'No name',
      name: null,
      xpmUuid: 'u',
      webUrl: null,
    };
    await new DynamoSyncRepository(database.client, store.records).putIssues(firmId, 's1', 0, [issue]);
    await store.put(firmId, 'CLIENT', 'c1', {
      clientId: 'c1',
      name: 'Rata',
      listPk: 'p',
      listSk: 's',
      search: 'rata',
    });
    expect(await store.subject.page(firmId, undefined)).toEqual({
      records: [
        { kind: 'CLIENT', id: 'c1', clientId: 'c1', name: 'Rata' },
        { kind: 'ISSUES', id: 's1#0000', issues: [issue] },
      ],
    });
  });
});
