import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DuplicateRecord } from '#domain/duplicate/duplicate.ts';
import type { DuplicateRepository } from '#domain/duplicate/ports.ts';
import { clientOf, contactOf, newFirm, NOW } from './samples.ts';

function duplicateOf(changes: Partial<DuplicateRecord> = {}): DuplicateRecord {
  const [existing, incoming] = [clientOf('Kea'), clientOf('KEA')];
  return {
    duplicateId: randomUUID(),
    status: 'open',
    reason: 'name',
    kind: 'added-here',
    automatic: false,
    existing: { clientId: existing.clientId, name: 'Kea', status: 'client' },
    incoming: { clientId: incoming.clientId, name: 'KEA', status: 'prospect', email: 'a@kea.example' },
    foundAt: NOW.toISOString(),
    decidedAt: null,
    decidedBy: null,
    xpmUuid: incoming.xpmUuid ?? '',
    version: 0,
    ...changes,
  };
}

export function describeDuplicates(makeSubject: () => Promise<DuplicateRepository>): void {
  it('keeps the first record of two clients, whatever is found later', async () => {
    const [repository, firmId, first] = [await makeSubject(), newFirm(), duplicateOf()];
    expect(await repository.record(firmId, first)).toEqual(first);
    const decided = await repository.save(firmId, { ...first, status: 'kept-apart' });
    expect(decided).toEqual({ ...first, status: 'kept-apart', version: 1 });
    expect(await repository.record(firmId, { ...first, reason: 'email' })).toEqual(decided);
    expect(await repository.get(firmId, first.duplicateId)).toEqual(decided);
    expect(await repository.get(newFirm(), first.duplicateId)).toBeUndefined();
  });

  it('saves for whoever read the latest version, one at a time', async () => {
    const [repository, firmId, first] = [await makeSubject(), newFirm(), duplicateOf()];
    expect(await repository.save(firmId, first)).toBeUndefined();
    await repository.record(firmId, first);
    const saved = await Promise.all(
      Array.from({ length: 8 }, () => repository.save(firmId, { ...first, status: 'linked' })),
    );
    expect(saved.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await repository.save(firmId, first)).toBeUndefined();
  });

  it('keeps what a client was, however many contacts it had, and forgets it when told to', async () => {
    const contacts = Array.from({ length: 5_000 }, (_, n) =>
      contactOf(`Person ${String(n)}`, { isPrimary: n === 7, email: `person-${String(n)}@example.com` }),
    );
    const before = { client: clientOf('Kea', { contacts }), hash: 'hash' };
    const [repository, firmId, first] = [
      await makeSubject(),
      newFirm(),
      duplicateOf({ before, pending: 'link' }),
    ];
    await repository.record(firmId, first);
    expect(await repository.get(firmId, first.duplicateId)).toEqual(first);
    const { duplicates } = await repository.list(firmId, { status: 'open', limit: 5 });
    expect(duplicates).toHaveLength(1);
    expect(duplicates[0]).not.toHaveProperty('before');
    const rest = { ...first };
    delete rest.before;
    await repository.save(firmId, rest);
    expect(await repository.get(firmId, first.duplicateId)).toEqual({ ...rest, version: 1 });
  });

  it('lists those of a status page by page, each once, and those of no other firm', async () => {
    const [repository, firmId] = [await makeSubject(), newFirm()];
    const all = Array.from({ length: 23 }, (_, n) =>
      duplicateOf({ status: n % 3 === 0 ? 'linked' : 'open' }),
    );
    for (const each of all) await repository.record(firmId, each);
    await repository.record(newFirm(), duplicateOf());
    for (const status of ['open', 'linked', 'kept-apart'] as const) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await repository.list(firmId, {
          status,
          limit: 4,
          ...(cursor !== undefined && { cursor }),
        });
        expect(page.duplicates.length).toBeLessThanOrEqual(4);
        found.push(...page.duplicates.map(({ duplicateId }) => duplicateId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      const wanted = all.filter((each) => each.status === status).map(({ duplicateId }) => duplicateId);
      expect(found).toEqual(wanted.sort());
    }
  });

  it('takes a cursor for the list that it was made for alone', async () => {
    const [repository, firmId] = [await makeSubject(), newFirm()];
    for (let n = 0; n < 3; n += 1) await repository.record(firmId, duplicateOf());
    const { cursor = '' } = await repository.list(firmId, { status: 'open', limit: 1 });
    for (const [firm, status] of [
      [firmId, 'linked'],
      [newFirm(), 'open'],
    ] as const) {
      await expect(repository.list(firm, { status, limit: 1, cursor })).rejects.toMatchObject({
        code: 'CURSOR_INVALID',
      });
    }
  });
}
