import { describe, expect, it } from 'vitest';
import { DynamoGrantAges } from '#adapters/dynamodb/grant-ages.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { CONNECTIONS } from '../../support/tables.ts';
import { useDatabase } from './database.ts';
import { minutes, newFirm, NOW } from './samples.ts';

describe('the age of a grant', () => {
  const database = useDatabase();

  it('is that of the stored tokens, moves with every renewal, and ends with them', async () => {
    const table = await database.table(CONNECTIONS);
    const [ages, items] = [
      new DynamoGrantAges(database.client, table),
      new DynamoTokenItemStore(database.client, table),
    ];
    const firmId = newFirm();
    expect(await ages.renewedAt(firmId)).toBeUndefined();
    await items.create(firmId, { jwe: 'x', version: 1, expiresAt: minutes(30).toISOString() });
    expect(await ages.renewedAt(firmId)).toEqual(NOW);
    await items.lockRefresh(firmId, 1, 'me', minutes(41), minutes(40));
    await items.replace(firmId, 1, 'me', { jwe: 'y', expiresAt: minutes(70).toISOString() });
    expect(await ages.renewedAt(firmId)).toEqual(minutes(40));
    await items.destroy(firmId, 2);
    expect(await ages.renewedAt(firmId)).toBeUndefined();
  });
});
