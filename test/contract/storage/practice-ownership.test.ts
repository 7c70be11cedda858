import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { CONNECTIONS } from '../../support/tables.ts';
import { connected } from './connection-contract.ts';
import { useDatabase } from './database.ts';
import { minutes, newFirm, NOW } from './samples.ts';

describe('a practice whose owner was left behind by a kill', () => {
  const database = useDatabase();
  const practice = { tenantId: 'tenant-1', connectionId: 'c-1', name: null };
  const key = { pk: 'PRACTICE#tenant-1', sk: 'OWNER' };

  const setup = async (owner: string) => {
    const table = await database.table(CONNECTIONS);
    const own = (firmId: string, since: Date) =>
      database.client.send(
        new PutCommand({ TableName: table, Item: { ...key, firmId, since: since.toISOString() } }),
      );
    await own(owner, NOW);
    const repository = new DynamoConnectionRepository(database.client, table);
    const take = (at: Date) =>
      repository.connect({
        firmId: newFirm(),
        practice,
        connectedBy: { userId: 'u', name: 'U' },
        connectedAt: at,
        dueAt: NOW,
        practiceChanged: false,
      });
    const owned = async () =>
      (await database.client.send(new GetCommand({ TableName: table, Key: key }))).Item;
    return { repository, take, owned, own };
  };

  it('stays taken while that firm may still be connecting, and is free afterwards', async () => {
    const { take, owned } = await setup(newFirm());
    expect(await take(minutes(1))).toBe('practice-taken');
    const connection = await take(minutes(2));
    expect(connection).toMatchObject({ state: 'connected' });
    expect(await owned()).toMatchObject({ firmId: connection === 'practice-taken' ? '' : connection.firmId });
  });

  it('is free when that firm is connected to another practice', async () => {
    const owner = newFirm();
    const { repository, take } = await setup(owner);
    await connected(repository, { firmId: owner });
    expect(await take(minutes(5))).toMatchObject({ state: 'connected' });
  });

  it('goes to one of many', async () => {
    const { take } = await setup(newFirm());
    const answers = await Promise.all(Array.from({ length: 12 }, () => take(minutes(5))));
    expect(answers.filter((answer) => answer !== 'practice-taken')).toHaveLength(1);
  });

  it('is not freed by a clean-up while its firm connects to it again', async () => {
    const { repository, owned, own } = await setup('nobody');
    const connection = await connected(repository, { practice, connectedAt: minutes(10) });
    const { firmId, epoch } = connection;
    const disconnect = { cause: 'disconnected-here' as const, at: minutes(11).toISOString() };
    await repository.end({ firmId, epoch, state: 'disconnected', disconnect, cleanupPending: true });
    await own(firmId, minutes(12));
    await repository.cleanedUp(firmId, epoch + 1);
    expect(await owned()).toMatchObject({ firmId, since: minutes(12).toISOString() });
  });

  it('is not freed by the late clean-up of an older connection', async () => {
    const { repository, owned } = await setup('nobody');
    const firmId = newFirm();
    const connectedAt = minutes(10);
    const first = await connected(repository, { firmId, practice, connectedAt });
    const disconnect = { cause: 'disconnected-here' as const, at: minutes(11).toISOString() };
    await repository.end({
      firmId,
      epoch: first.epoch,
      state: 'disconnected',
      disconnect,
      cleanupPending: true,
    });
    await connected(repository, { firmId, practice, connectedAt: minutes(12) });
    await repository.cleanedUp(firmId, first.epoch + 1);
    expect(await owned()).toMatchObject({ firmId, since: minutes(12).toISOString() });
  });
});
