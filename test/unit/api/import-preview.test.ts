import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImportResult } from '#domain/client-file/import-clients.ts';
import { contract } from '../../../functions/api/import-clients/contract.ts';
import { makeHandler } from '../../../functions/api/import-clients/handler.ts';
import { aClient, aConnection, aUser, FIRM_ID } from '../../support/builders.ts';
import { editWorld, type EditWorld } from '../../support/edit-world.ts';

const HEADER = 'Client Name,First Name,Last Name,Client Email,Client Phone\r\n';
const user = aUser('mia', { role: 'member' });
const caller = { user, mfa: false, sourceIp: '203.0.113.7', requestId: 'r' };
const send = async (world: EditWorld, rows: string, query: object = {}): Promise<ImportResult> =>
  (await makeHandler(world)({ caller, query: contract.query.parse(query), body: Buffer.from(HEADER + rows) }))
    .body;
const PREVIEW = { preview: 'true' };
/** What a new client's id will be, a preview cannot know. */
const withoutNewIds = ({ counts, rows }: ImportResult) => ({
  counts,
  rows: rows.map((row) => (row.outcome === 'created' ? { ...row, clientId: null } : row)),
});

let world: EditWorld;
beforeEach(() => {
  world = editWorld();
  world.clients.seed(FIRM_ID, aClient('a', { name: 'Acme' }));
  world.clients.seed(FIRM_ID, aClient('old', { name: 'Old', status: 'archived', contacts: [] }));
});

/** Fails whoever writes, whatever it is. */
function allowReadingOnly({ clients, lock, audit }: EditWorld) {
  const refuse = () => Promise.reject(new Error('a preview writes'));
  Object.assign(clients, { putByHand: refuse, addByHand: refuse });
  Object.assign(lock, { acquire: refuse, release: refuse });
  Object.assign(audit, { append: refuse });
}

describe('POST /clients/import?preview=true', () => {
  const file = [
    'Acme,Aroha,Owner,aroha@example.com,',
    'acme,Second,Person,second@acme.example,09',
    'New,Ann,Lee,ann@new.example,',
    'New,Bo,Ray,bo@new.example,',
    'Old,Cy,Fox,cy@old.example,',
    'Nobody,,,x@y.example,',
  ].join('\n');

  it('says of each row what the import then does', async () => {
    const preview = await send(world, file, PREVIEW);
    expect(preview.rows.map(({ outcome, clientId }) => [outcome, clientId])).toEqual([
      ['unchanged', 'a'],
      ['updated', 'a'],
      ['created', null],
      ['created', null],
      ['skipped', null],
      ['skipped', null],
    ]);
    expect(preview.rows[4]?.reason).toMatch(/archived/);
    const imported = await send(world, file);
    expect(imported.rows[2]?.clientId).toMatch(/^[0-9a-f-]{36}$/);
    expect(withoutNewIds(imported)).toEqual(preview);
  });

  it('does so for any file', async () => {
    const name = fc.constantFrom('Acme', 'ACME ', 'Old', 'New', 'Newer', '', '=1');
    const email = fc.constantFrom('aroha@example.com', 'b@c.dd', 'e@f.gg', 'no address');
    const row = fc.tuple(name, fc.constantFrom('Ann', 'Aroha', ''), email, fc.constantFrom('', '09'));
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (given) => {
        const text = given.map(([client, first, mail, phone]) =>
          [client, first, 'Owner', mail, phone].join(),
        );
        const [here, there] = [editWorld(), editWorld()];
        for (const each of [here, there]) {
          each.clients.seed(FIRM_ID, aClient('a', { name: 'Acme' }));
          each.clients.seed(FIRM_ID, aClient('old', { name: 'Old', status: 'archived', contacts: [] }));
        }
        const preview = await send(here, text.join('\n'), PREVIEW);
        expect(withoutNewIds(await send(there, text.join('\n')))).toEqual(preview);
        expect(withoutNewIds(await send(here, text.join('\n')))).toEqual(preview);
        rows += given.length;
      }),
      { numRuns: 200 },
    );
    expect(rows).toBeGreaterThan(400);
  });

  it('writes nothing: no client, no lease, no audit', async () => {
    const before = await world.all();
    allowReadingOnly(world);
    expect((await send(world, file, PREVIEW)).counts).toEqual({
      created: 2,
      updated: 1,
      unchanged: 1,
      skipped: 2,
    });
    expect(await world.all()).toEqual(before);
    expect(world.audit.events).toEqual([]);
    await expect(send(world, file, { preview: 'false' })).rejects.toThrow('a preview writes');
  });

  it.each(['connected', 'broken'] as const)('is refused while %s, as the import is', async (state) => {
    world = editWorld(aConnection({ state }));
    for (const query of [PREVIEW, {}]) {
      await expect(send(world, file, query)).rejects.toMatchObject({ code: 'CLIENTS_MANAGED_IN_XPM' });
    }
  });

  it('refuses a file as a whole in the same words', async () => {
    const said = await Promise.all(
      [PREVIEW, {}].map((query) => send(world, '"A,B,C\n', query).catch((error: unknown) => error)),
    );
    expect(said[0]).toMatchObject({ code: 'CSV_MALFORMED' });
    expect(said[0]).toEqual(said[1]);
  });

  it.each([{ preview: '1' }, { preview: '' }, { preview: ['true', 'true'] }, { preview: 'TRUE' }])(
    'refuses %o',
    (query) => {
      expect(contract.query.safeParse(query).success).toBe(false);
    },
  );
});
