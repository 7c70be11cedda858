import { describe } from 'vitest';
import { DynamoClientEditLock } from '#adapters/dynamodb/client-edit-lock.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { InMemoryClientEditLock } from '../../support/fakes/client-edit-lock.ts';
import { InMemoryClientRepository } from '../../support/fakes/client-repository.ts';
import { RECORDS } from '../../support/tables.ts';
import { describeClients } from './client-contract.ts';
import { describeClientEditLock, describeClientEdits } from './client-edit-contract.ts';
import { describeClientLinks } from './client-link-contract.ts';
import { describeClientList } from './client-list-contract.ts';
import { useDatabase } from './database.ts';

describe('clients in memory', () => {
  const make = () => Promise.resolve(new InMemoryClientRepository());
  describeClients(make);
  describeClientList(make);
  describeClientEdits(make);
  describeClientLinks(make);
});

describe('clients in DynamoDB', () => {
  const database = useDatabase();
  const make = async () => new DynamoClientRepository(database.client, await database.table(RECORDS));
  describeClients(make);
  describeClientList(make);
  describeClientEdits(make);
  describeClientLinks(make);
});

describe('the lease on editing in memory', () => {
  describeClientEditLock(() => Promise.resolve(new InMemoryClientEditLock()));
});

describe('the lease on editing in DynamoDB', () => {
  const database = useDatabase();
  describeClientEditLock(
    async () => new DynamoClientEditLock(database.client, await database.table(RECORDS)),
  );
});
