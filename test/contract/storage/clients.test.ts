import { describe } from 'vitest';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { InMemoryClientRepository } from '../../support/fakes/client-repository.ts';
import { RECORDS } from '../../support/tables.ts';
import { describeClients } from './client-contract.ts';
import { useDatabase } from './database.ts';

describe('clients in memory', () => {
  describeClients(() => Promise.resolve(new InMemoryClientRepository()));
});

describe('clients in DynamoDB', () => {
  const database = useDatabase();
  describeClients(async () => new DynamoClientRepository(database.client, await database.table(RECORDS)));
});
