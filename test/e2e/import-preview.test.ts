import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as z from 'zod';
import { contracts } from '../../functions/api/registry.ts';
import { writesDuring } from '../support/engine-writes.ts';
import { RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';

type Result = z.infer<(typeof contracts)['import-clients']['success']['schema']>;

const FILE = [
  'Client Name,First Name,Last Name,Client Email,Client Phone',
  'Kea Farms,Tama,Reid,tama@kea.example,021 555',
  'Kea Farms,Second,Person,second@kea.example,',
  'New Ltd,Ann,Lee,ann@new.example,',
  'New Ltd,Ann,,x@y.example,',
].join('\r\n');

let world: World;
beforeAll(async () => {
  world = await startWorld({ harbour: 1, rata: 3 });
});
afterAll(() => world.close());

/** A member of a firm that never connected. */
const noah = () => world.as('noah@rata.example');
const csv = { raw: FILE, headers: { 'content-type': 'text/csv' } };
const upload = async (query = ''): Promise<Result> => {
  const answer = await noah().call('POST', `/clients/import${query}`, csv);
  return contracts['import-clients'].success.schema.parse(answer.body);
};

it('is previewed row by row without a single write, and then does what was said', async () => {
  const contacts = [{ name: 'Tama Reid', email: 'tama@kea.example', phone: '021 555' }];
  await noah().call('POST', '/clients', { body: { name: 'Kea Farms', contacts } });
  const before = await noah().clients();

  let preview: Result | undefined;
  const written = await writesDuring(world, async () => {
    preview = await upload('?preview=true');
  });
  expect(written.accepted).toEqual({});
  expect(await noah().clients()).toEqual(before);
  expect(preview?.counts).toEqual({ created: 1, updated: 1, unchanged: 1, skipped: 1 });

  let imported: Result | undefined;
  const writtenThen = await writesDuring(world, async () => {
    imported = await upload();
  });
  expect(Object.keys(writtenThen.accepted).sort()).toEqual(
    expect.arrayContaining(['BATCH', 'CLIENT', 'EDITING-CLIENTS']),
  );
  const rows = imported?.rows.map((row) => (row.outcome === 'created' ? { ...row, clientId: null } : row));
  expect({ ...imported, rows }).toEqual(preview);
});

it('is refused while the firm is connected, as the import is', async () => {
  await world.as('priya@rata.example').connectAndSync(RATA.partner);
  for (const query of ['?preview=true', '']) {
    expect(await world.as('priya@rata.example').call('POST', `/clients/import${query}`, csv)).toMatchObject({
      status: 409,
      body: { error: { code: 'CLIENTS_MANAGED_IN_XPM' } },
    });
  }
});
