import { afterAll, beforeAll, expect, it } from 'vitest';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { clientOf, minutes, newFirm, NOW } from './samples.ts';
import { copyItems } from '../../../bin/copy-items.ts';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { CONNECTIONS, RECORDS, TTL_ATTRIBUTE } from '../../support/tables.ts';

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startTestDynamoDb();
  for (const state of ['backup', 'live']) {
    for (const shape of [RECORDS, CONNECTIONS]) {
      await database.createTable({ ...shape, TableName: `${state}-${shape.TableName}` }, TTL_ATTRIBUTE);
    }
  }
});
afterAll(() => database.close());

const tables = (state: 'backup' | 'live') => {
  const client = database.documentClient({ marshallOptions: { removeUndefinedValues: true } });
  return {
    clients: new DynamoClientRepository(client, `${state}-${RECORDS.TableName}`),
    connections: new DynamoConnectionRepository(client, `${state}-${CONNECTIONS.TableName}`),
  };
};
const restore = (table: string, rest: { firmId?: string; raiseEpochs?: number } = {}) =>
  copyItems(database.client(), { from: `backup-${table}`, to: `live-${table}`, raiseEpochs: 0, ...rest });
const write = (at: ReturnType<typeof tables>, firmId: string, name: string, epoch: number) =>
  at.clients.putSynced(firmId, clientOf(name, { clientId: 'c1', xpmUuid: 'x1' }), name, { epoch, fence: 1 });

it('a firm alone is brought back, without a trace at others', async () => {
  const [firmId, other] = [newFirm(), newFirm()];
  const [backup, live] = [tables('backup'), tables('live')];
  for (const firm of [firmId, other]) {
    await write(backup, firm, 'Before', 1);
    await write(live, firm, 'After', 2);
  }
  expect(await restore(RECORDS.TableName ?? '', { firmId })).toBe(1);
  expect((await live.clients.get(firmId, 'c1'))?.name).toBe('Before');
  expect((await live.clients.get(other, 'c1'))?.name).toBe('After');
});

it('a connection that is older than its clients writes nothing until its epoch is raised', async () => {
  const firmId = newFirm();
  const [backup, live] = [tables('backup'), tables('live')];
  const connect = (at: typeof live) =>
    at.connections.connect({
      firmId,
      practice: { tenantId: `of-${firmId}`, connectionId: 'c', name: null },
      connectedBy: { userId: 'ada', name: 'Ada' },
      ...{ connectedAt: NOW, dueAt: minutes(9), practiceChanged: false },
    });
  await connect(backup);
  for (let time = 0; time < 3; time += 1) await connect(live);
  const epochNow = async () => (await live.connections.get(firmId))?.epoch ?? 0;
  await write(live, firmId, 'Of the third connection', await epochNow());

  await restore(CONNECTIONS.TableName ?? '', { firmId });
  expect(await epochNow()).toBe(1);
  await write(live, firmId, 'Refused', await epochNow());
  expect((await live.clients.get(firmId, 'c1'))?.name).toBe('Of the third connection');

  await restore(CONNECTIONS.TableName ?? '', { firmId, raiseEpochs: 1_000 });
  expect(await epochNow()).toBe(1_001);
  await write(live, firmId, 'Written', await epochNow());
  expect((await live.clients.get(firmId, 'c1'))?.name).toBe('Written');
});

it('a whole table is copied, in however many batches', async () => {
  const backup = tables('backup');
  const firmId = newFirm();
  for (let index = 0; index < 60; index += 1) {
    const client = clientOf(`Client ${String(index)}`, { clientId: `c${String(index)}` });
    await backup.clients.putSynced(firmId, client, 'h', { epoch: 1, fence: 1 });
  }
  expect(await restore(RECORDS.TableName ?? '')).toBeGreaterThanOrEqual(60);
  expect(await tables('live').clients.countSynced(firmId)).toBe(60);
});
