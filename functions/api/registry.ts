import type { ApiContract } from './api-contract.ts';
import { contract as approveRemovals } from './approve-removals/contract.ts';
import { contract as deleteConnection } from './delete-connection/contract.ts';
import { contract as getClient } from './get-client/contract.ts';
import { contract as getConnection } from './get-connection/contract.ts';
import { contract as getMe } from './get-me/contract.ts';
import { contract as getSync } from './get-sync/contract.ts';
import { contract as listClients } from './list-clients/contract.ts';
import { contract as listNotices } from './list-notices/contract.ts';
import { contract as listSyncs } from './list-syncs/contract.ts';
import { contract as receiveXeroCallback } from './receive-xero-callback/contract.ts';
import { contract as startConnection } from './start-connection/contract.ts';
import { contract as startSync } from './start-sync/contract.ts';

/** Every route: the entry's folder in `functions/api` and its contract. Routes, their checks and OpenAPI come from here. */
export const contracts = {
  'approve-removals': approveRemovals,
  'delete-connection': deleteConnection,
  'get-client': getClient,
  'get-connection': getConnection,
  'get-me': getMe,
  'get-sync': getSync,
  'list-clients': listClients,
  'list-notices': listNotices,
  'list-syncs': listSyncs,
  'receive-xero-callback': receiveXeroCallback,
  'start-connection': startConnection,
  'start-sync': startSync,
} as const satisfies Record<string, ApiContract>;
