import { describe } from 'vitest';
import { DynamoChangePageRepository } from '#adapters/dynamodb/change-page-repository.ts';
import { DynamoDuplicateRepository } from '#adapters/dynamodb/duplicate-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoIdempotencyRepository } from '#adapters/dynamodb/idempotency-repository.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoOAuthTransactionRepository } from '#adapters/dynamodb/oauth-transaction-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoSeatRepository } from '#adapters/dynamodb/seat-repository.ts';
import { DynamoStayingAdminRepository } from '#adapters/dynamodb/staying-admin-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { CONNECTIONS, RECORDS } from '../../support/tables.ts';
import {
  describeFirmChanges,
  describeFirms,
  describeSeats,
  describeStayingAdmins,
  describeUsers,
} from './account-contract.ts';
import { useDatabase } from './database.ts';
import { describeDuplicates } from './duplicate-contract.ts';
import { describeIdempotency } from './idempotency-contract.ts';
import { describeMailProblems } from './mail-problem-contract.ts';
import { describeOAuthTransactions } from './oauth-transaction-contract.ts';
import { describeOutbox } from './outbox-contract.ts';
import { describeChangePages, describeSyncs } from './sync-contract.ts';
import { describeTokenItems } from './token-item-contract.ts';

const database = useDatabase();
const records = () => database.table(RECORDS);
const connections = () => database.table(CONNECTIONS);

describe('syncs in DynamoDB', () =>
  describeSyncs(async () => new DynamoSyncRepository(database.client, await records())));
describe('change pages in DynamoDB', () =>
  describeChangePages(async () => new DynamoChangePageRepository(database.client, await records())));
describe('outbox in DynamoDB', () =>
  describeOutbox(async () => new DynamoOutbox(database.client, await records())));
describe('token items in DynamoDB', () =>
  describeTokenItems(async () => new DynamoTokenItemStore(database.client, await connections())));
describe('OAuth transactions in DynamoDB', () =>
  describeOAuthTransactions(
    async () => new DynamoOAuthTransactionRepository(database.client, await connections()),
  ));
describe('firms in DynamoDB', () =>
  describeFirms(async () => new DynamoFirmRepository(database.client, await records())));
describe('changes of firms in DynamoDB', () =>
  describeFirmChanges(async () => new DynamoFirmRepository(database.client, await records())));
describe('mail problems in DynamoDB', () =>
  describeMailProblems(async () => new DynamoMailProblemRepository(database.client, await records())));
describe('users in DynamoDB', () =>
  describeUsers(async () => new DynamoUserRepository(database.client, await records())));
describe('staying admins in DynamoDB', () =>
  describeStayingAdmins(async () => new DynamoStayingAdminRepository(database.client, await records())));
describe('seats in DynamoDB', () =>
  describeSeats(async () => new DynamoSeatRepository(database.client, await records())));
describe('idempotency in DynamoDB', () =>
  describeIdempotency(
    async (clock) => new DynamoIdempotencyRepository(database.client, await records(), clock),
  ));
describe('duplicates in DynamoDB', () =>
  describeDuplicates(async () => new DynamoDuplicateRepository(database.client, await records())));
