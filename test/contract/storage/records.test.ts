import { describe } from 'vitest';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoAuditReader } from '#adapters/dynamodb/audit-reader.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoDismissalRepository } from '#adapters/dynamodb/dismissal-repository.ts';
import { DynamoRunWatch } from '#adapters/dynamodb/run-watch.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryDismissalRepository } from '../../support/fakes/dismissal-repository.ts';
import { AUDIT, CONNECTIONS, RECORDS } from '../../support/tables.ts';
import { describeAudit } from './audit-contract.ts';
import { useDatabase } from './database.ts';
import { describeDismissals } from './dismissal-contract.ts';
import { describeRunWatch } from './run-watch-contract.ts';

const database = useDatabase();

describe('dismissals in memory', () =>
  describeDismissals(() => Promise.resolve(new InMemoryDismissalRepository())));
describe('dismissals in DynamoDB', () =>
  describeDismissals(
    async () => new DynamoDismissalRepository(database.client, await database.table(RECORDS)),
  ));

describe('the audit in memory', () => describeAudit(() => Promise.resolve(new InMemoryAuditLog())));
describe('the audit in DynamoDB', () =>
  describeAudit(async () => {
    const table = await database.table(AUDIT);
    const log = new DynamoAuditLog(database.client, table);
    const reader = new DynamoAuditReader(database.client, table);
    return { append: log.append.bind(log), list: reader.list.bind(reader) };
  }));

describe('the watch over runs in memory', () =>
  describeRunWatch(() => {
    const repository = new InMemoryConnectionRepository();
    return Promise.resolve({ repository, watch: repository });
  }));
describe('the watch over runs in DynamoDB', () =>
  describeRunWatch(async () => {
    const table = await database.table(CONNECTIONS);
    const repository = new DynamoConnectionRepository(database.client, table);
    return { repository, watch: new DynamoRunWatch(database.client, table) };
  }));
