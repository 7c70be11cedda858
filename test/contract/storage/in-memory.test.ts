import { describe } from 'vitest';
import { InMemoryChangePageRepository } from '../../support/fakes/change-page-repository.ts';
import { InMemoryDuplicateRepository } from '../../support/fakes/duplicate-repository.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { InMemoryIdempotencyRepository } from '../../support/fakes/idempotency-repository.ts';
import { InMemoryMailProblemRepository } from '../../support/fakes/mail-problem-repository.ts';
import { InMemoryOAuthTransactionRepository } from '../../support/fakes/oauth-transaction-repository.ts';
import { InMemoryOutbox } from '../../support/fakes/outbox.ts';
import { InMemorySeatRepository } from '../../support/fakes/seat-repository.ts';
import { InMemoryStayingAdminRepository } from '../../support/fakes/staying-admin-repository.ts';
import { InMemorySyncRepository } from '../../support/fakes/sync-repository.ts';
import { InMemoryTokenItemStore } from '../../support/fakes/token-item-store.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';
import {
  describeFirmChanges,
  describeFirms,
  describeSeats,
  describeStayingAdmins,
  describeUsers,
} from './account-contract.ts';
import { describeDuplicates } from './duplicate-contract.ts';
import { describeIdempotency } from './idempotency-contract.ts';
import { describeMailProblems } from './mail-problem-contract.ts';
import { describeOAuthTransactions } from './oauth-transaction-contract.ts';
import { describeOutbox } from './outbox-contract.ts';
import { describeChangePages, describeSyncs } from './sync-contract.ts';
import { describeTokenItems } from './token-item-contract.ts';

const now = <T>(subject: T) => Promise.resolve(subject);

describe('syncs in memory', () => describeSyncs(() => now(new InMemorySyncRepository())));
describe('change pages in memory', () => describeChangePages(() => now(new InMemoryChangePageRepository())));
describe('outbox in memory', () => describeOutbox(() => now(new InMemoryOutbox())));
describe('token items in memory', () => describeTokenItems(() => now(new InMemoryTokenItemStore())));
describe('OAuth transactions in memory', () =>
  describeOAuthTransactions(() => now(new InMemoryOAuthTransactionRepository())));
describe('firms in memory', () => describeFirms(() => now(new InMemoryFirmRepository())));
describe('changes of firms in memory', () => describeFirmChanges(() => now(new InMemoryFirmRepository())));
describe('mail problems in memory', () =>
  describeMailProblems(() => now(new InMemoryMailProblemRepository())));
describe('users in memory', () => describeUsers(() => now(new InMemoryUserRepository())));
describe('staying admins in memory', () =>
  describeStayingAdmins(() => now(new InMemoryStayingAdminRepository())));
describe('seats in memory', () => describeSeats(() => now(new InMemorySeatRepository())));
describe('idempotency in memory', () =>
  describeIdempotency((clock) => now(new InMemoryIdempotencyRepository(clock))));
describe('duplicates in memory', () => describeDuplicates(() => now(new InMemoryDuplicateRepository())));
