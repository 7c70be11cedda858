import { createHash } from 'node:crypto';

/** The one home of keys: what is stored where, in all three tables. */
export interface Key {
  pk: string;
  sk: string;
}

export const LIST_INDEX = 'list-index';
export const DUE_INDEX = 'due-index';
export const DUE_MAIL = 'MAIL';
export const DUE_SYNC = 'SYNC';
export const DUE_CLEANUP = 'CLEANUP';
export const DUE_WATCH = 'WATCH';

const FIRM = 'FIRM#';
export const CLIENT = 'CLIENT#';
export const USER = 'USER#';
export const SYNC = 'SYNC#';
const OUTBOX = 'OUTBOX#';
export const DUPLICATE = 'DUPLICATE#';

export const firmPartition = (firmId: string): string => `${FIRM}${firmId}`;
export const firmIdFrom = (pk: string): string => pk.slice(FIRM.length);

const ofFirm = (firmId: string, sk: string): Key => ({ pk: firmPartition(firmId), sk });

export const firmKey = (firmId: string): Key => ofFirm(firmId, 'FIRM');
export const stayingAdminKey = (firmId: string): Key => ofFirm(firmId, 'STAYING_ADMIN');
export const seatsKey = (firmId: string): Key => ofFirm(firmId, 'SEATS');
export const userKey = (firmId: string, userId: string): Key => ofFirm(firmId, USER + userId);
export const dismissalsKey = (firmId: string, userId: string): Key => ofFirm(firmId, `DISMISSED#${userId}`);
export const clientKey = (firmId: string, clientId: string): Key => ofFirm(firmId, CLIENT + clientId);
export const clientIdFrom = (sk: string): string => sk.slice(CLIENT.length);
export const duplicateKey = (firmId: string, duplicateId: string): Key =>
  ofFirm(firmId, DUPLICATE + duplicateId);
export const clientEditsKey = (firmId: string): Key => ofFirm(firmId, 'EDITING-CLIENTS');
export const syncKey = (firmId: string, syncId: string): Key => ofFirm(firmId, SYNC + syncId);
export const syncIdFrom = (sk: string): string => sk.slice(SYNC.length);
export const issuesPrefix = (syncId: string): string => `ISSUES#${syncId}#`;
export const issuesKey = (firmId: string, syncId: string, part: number): Key =>
  ofFirm(firmId, issuesPrefix(syncId) + digits(part));
export const pageKey = (firmId: string, syncId: string, page: number): Key =>
  ofFirm(firmId, `PAGE#${syncId}#${digits(page)}`);
/** Where the rest of an item lies that is too large for one. */
export const restKey = (key: Key, number: number): Key => ({
  pk: key.pk,
  sk: `REST#${key.sk}#${digits(number)}`,
});
export const outboxKey = (firmId: string, mailId: string): Key => ofFirm(firmId, OUTBOX + mailId);
export const mailIdFrom = (sk: string): string => sk.slice(OUTBOX.length);
/** Of an address, whoever's it is; hashed, because an address may be longer than a key. */
export const mailProblemKey = (address: string): Key => ({
  pk: `MAIL-PROBLEM#${createHash('sha256').update(address.toLowerCase()).digest('base64url')}`,
  sk: 'MAIL-PROBLEM',
});
/** Hashed, because callers choose the key and a sort key ends at 1,024 bytes. */
export const idempotencyKey = (firmId: string, key: string): Key =>
  ofFirm(firmId, `IDEMPOTENCY#${createHash('sha256').update(key).digest('base64url')}`);

export const connectionKey = (firmId: string): Key => ofFirm(firmId, 'CONNECTION');
export const runWatchKey = (firmId: string): Key => ofFirm(firmId, 'RUN-WATCH');
export const tokensKey = (firmId: string): Key => ofFirm(firmId, 'TOKENS');
export const oauthKey = (stateHash: string): Key => ({ pk: `OAUTH#${stateHash}`, sk: 'TRANSACTION' });
export const practiceKey = (tenantId: string): Key => ({ pk: `PRACTICE#${tenantId}`, sk: 'OWNER' });

export const auditKey = (firmId: string, at: string, random: string): Key =>
  ofFirm(firmId, `${at}#${random}`);

export const listPartition = (firmId: string, archived: boolean): string =>
  `${firmPartition(firmId)}#${archived ? 'ARCHIVED' : 'CURRENT'}`;

/**
 * Orders by normalised name. The tab sorts before everything a normalised name holds, so that "acme" stands before
 * "acme farms"; the end of the id makes the order of namesakes a fixed one. Cut, because a sort key ends at 1,024 bytes.
 */
export const listSortKey = (normalisedName: string, clientId: string): string =>
  `${listSortPrefix(normalisedName)}${clientId.slice(-8)}`;

/** Common to all of that name, and to those whose longer names begin alike. */
export function listSortPrefix(normalisedName: string): string {
  return `${normalisedName.slice(0, 240)}\t`;
}

/** Four digits, so that parts sort as numbers do. */
function digits(number: number): string {
  return String(number).padStart(4, '0');
}
