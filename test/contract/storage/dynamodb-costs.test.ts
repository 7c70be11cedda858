import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { CONNECTIONS, RECORDS } from '../../support/tables.ts';
import { connected } from './connection-contract.ts';
import { useDatabase } from './database.ts';
import { clientOf, contactOf, minutes, newFirm, NOW, runOf } from './samples.ts';

interface Consumed {
  CapacityUnits?: number;
}

const HASH = 'a'.repeat(22);
const CLAIM = { epoch: 12, fence: 4_321 };

const realistic = (n: number) =>
  clientOf(`Harbour Lights Trading ${String(n).padStart(5, '0')} Limited`, {
    email: `accounts@harbour-lights-${String(n)}.example.com`,
    phone: '+64 9 555 0100',
    address: 'Level 4, 12 Customs Street East',
    city: 'Auckland',
    region: 'Auckland',
    postCode: '1010',
    country: 'New Zealand',
    accountManager: 'Aroha Owner',
    webUrl: `https://practicemanager.xero.com/Client/${String(n)}/Detail`,
    contacts: [
      contactOf('Hemi Walker', {
        isPrimary: true,
        salutation: 'Hemi',
        email: `hemi@harbour-${String(n)}.example.com`,
      }),
      contactOf('Tia Ngata', { position: 'Bookkeeper', phone: '+64 21 555 011' }),
    ],
  });

describe('what storage costs', () => {
  const database = useDatabase();

  /** Adds up what DynamoDB bills for everything that `work` sends. */
  const billed = async (work: (client: DynamoDBDocumentClient) => Promise<unknown>) => {
    const bill = { units: 0, requests: 0 };
    const { client } = database;
    client.middlewareStack.add(
      (next) => async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const answer = await next(args);
        const { ConsumedCapacity: consumed = [] } = answer.output as {
          ConsumedCapacity?: Consumed | Consumed[];
        };
        for (const { CapacityUnits = 0 } of [consumed].flat()) bill.units += CapacityUnits;
        bill.requests += 1;
        return answer;
      },
      { step: 'initialize', name: 'bill', override: true },
    );
    await work(client);
    client.middlewareStack.remove('bill');
    return bill;
  };

  it('claims, renews and finishes a run at one write unit each, and has it watched for two more at either end', async () => {
    const table = await database.table(CONNECTIONS);
    const repository = new DynamoConnectionRepository(database.client, table);
    const practice = {
      tenantId: newFirm(),
      connectionId: newFirm(),
      name: 'Kauri & Partners Accounting Limited',
    };
    const connectedBy = { userId: newFirm(), name: 'Aroha Katherine Owner-Smith' };
    const { firmId } = await connected(repository, { practice, connectedBy });
    const run = runOf('01JABCDEFGHJKMNPQRSTVWXYZ0', {
      slot: NOW.toISOString(),
      mode: 'delta',
      startedBy: connectedBy,
      approvedRemovals: 25,
      progress: { toWrite: 20_000, written: 19_999 },
    });
    const quota = { dayRemaining: 4_999, minuteRemaining: 59, at: NOW.toISOString() };
    const result = {
      status: 'succeeded',
      finishedAt: NOW,
      watermark: NOW,
      nextFullAt: NOW,
      fullSyncDays: 7,
      quota,
      trouble: { failures: 14, told: true },
    };
    const claim = (fence: number) => ({ firmId, epoch: 1, fence, syncId: run.syncId });
    await repository.claimRun(firmId, run, NOW);
    await repository.finishRun(claim(1), result);
    const write = 1;
    const read = 1;
    // The item and its row in the index, there from the claim to the end.
    const watch = 2;
    expect((await billed(() => repository.claimRun(firmId, run, NOW))).units).toBe(write + watch + read);
    expect((await billed(() => repository.renewRun(claim(2), { leaseUntil: minutes(30) }))).units).toBe(
      write,
    );
    expect((await billed(() => repository.finishRun(claim(2), result))).units).toBe(write + watch);
  });

  it('writes a client at one unit, and one for its row in the list', async () => {
    const repository = new DynamoClientRepository(database.client, await database.table(RECORDS));
    const [firmId, client] = [newFirm(), realistic(1)];
    const put = (changes = {}) => repository.putSynced(firmId, { ...client, ...changes }, HASH, CLAIM);
    expect((await billed(() => put())).units).toBe(2);
    expect((await billed(() => put({ city: 'Wellington' }))).units).toBe(1);
    expect((await billed(() => put({ phone: '1' }))).units).toBe(2);
  });

  it('reads all clients of a firm, and lists 25, in as few units as their size allows', async () => {
    const table = await database.table(RECORDS);
    const repository = new DynamoClientRepository(database.client, table);
    const firmId = newFirm();
    const clients = Array.from({ length: 400 }, (_, n) => realistic(n));
    for (let from = 0; from < clients.length; from += 25) {
      await Promise.all(
        clients.slice(from, from + 25).map((client) => repository.putSynced(firmId, client, HASH, CLAIM)),
      );
    }
    const all = await billed(async () => {
      const found: string[] = [];
      for await (const { clientId } of repository.stored(firmId)) found.push(clientId);
      expect(found).toHaveLength(400);
    });
    const page = await billed(() => repository.list({ firmId, status: 'current', limit: 25 }));
    const search = await billed(() =>
      repository.list({ firmId, status: 'current', limit: 25, search: '00399' }),
    );
    // 400 clients of less than 1 KB each, at 8 KB a unit.
    expect(all.units).toBeLessThanOrEqual(50);
    expect(search.requests).toBe(2);
    expect(page.requests).toBe(1);
    expect(page.units).toBeLessThanOrEqual(2);
  });
});
