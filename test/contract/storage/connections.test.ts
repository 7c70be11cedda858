import { describe } from 'vitest';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { CONNECTIONS } from '../../support/tables.ts';
import { describeConnections } from './connection-contract.ts';
import { useDatabase } from './database.ts';
import { describeLease } from './lease-contract.ts';

describe('connections in memory', () => {
  const make = () => Promise.resolve(new InMemoryConnectionRepository());
  describeConnections(make);
  describeLease(make);
});

describe('connections in DynamoDB', () => {
  const database = useDatabase();
  const make = async () => new DynamoConnectionRepository(database.client, await database.table(CONNECTIONS));
  describeConnections(make);
  describeLease(make);
});
