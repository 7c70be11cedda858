import { describe } from 'vitest';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { InMemoryClientRepository } from '../../support/fakes/client-repository.ts';
import { RECORDS } from '../../support/tables.ts';
import { describeClients } from './client-contract.ts';
import { describeClientList } from './client-list-contract.ts';
import { useDatabase } from './database.ts';

describe('clients in memory', () => {
  const make = () => Promise.resolve(new InMemoryClientRepository());
  describeClients(make);
  describeClientList(make);
});

describe('clients in DynamoDB', () => {
  const database = useDatabase();
  const make = async () => new DynamoClientRepository(database.client, await database.table(RECORDS));
  describeClients(make);
  describeClientList(make);
});
