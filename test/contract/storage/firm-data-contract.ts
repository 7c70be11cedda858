import { expect, it } from 'vitest';
import type { FirmEraser, FirmReader } from '#domain/firm/ports.ts';
import { newFirm } from './samples.ts';

export interface FirmStore {
  subject: FirmEraser & FirmReader;
  put(firmId: string, kind: string, id: string, record?: object): Promise<void>;
  /** With tokens, the watch over its runs and the practice that it holds. */
  connect(firmId: string, state: 'connected' | 'disconnected' | 'clean-up'): Promise<void>;
  /** Sort keys of all that is kept of a firm, its connection aside. */
  names(firmId: string): Promise<string[]>;
  /** What is left of its connection, in any table. */
  connectionOf(firmId: string): Promise<string[]>;
}

const KINDS = [
  ...['FIRM', 'SEATS', 'STAYING_ADMIN', 'EDITING-CLIENTS'],
  ...['USER#ada', 'CLIENT#c1', 'SYNC#s1', 'PAGE#s1#0000', 'REST#PAGE#s1#0000#0001', 'OUTBOX#m1'],
  ...['DUPLICATE#d1', 'DISMISSED#ada', 'IDEMPOTENCY#k'],
];

export function describeFirmData(makeStore: () => Promise<FirmStore>): void {
  const setup = async () => {
    const [store, firmId, other] = [await makeStore(), newFirm(), newFirm()];
    for (const firm of [firmId, other]) {
      for (const name of KINDS) {
        const [kind = '', ...id] = name.split('#');
        await store.put(firm, kind, id.join('#'));
      }
    }
    return { store, subject: store.subject, firmId, other };
  };

  it('erases whatever is kept of one firm, a part at a time, its own record last', async () => {
    const { store, subject, firmId, other } = await setup();
    let [erased, rounds] = [0, 0];
    for (let left = true; left; rounds += 1) {
      const batch = await subject.eraseRecords(firmId, 5);
      erased += batch.erased;
      left = batch.left;
    }
    expect({ erased, several: rounds > 1 }).toEqual({ erased: KINDS.length - 1, several: true });
    expect(await store.names(firmId)).toEqual(['FIRM']);
    expect(await subject.eraseRecords(firmId, 5)).toEqual({ erased: 0, left: false });
    for (let time = 0; time < 2; time += 1) await subject.eraseFirm(firmId);
    expect(await store.names(firmId)).toEqual([]);
    expect((await store.names(other)).sort()).toEqual([...KINDS].sort());
  });

  it('erases one user, however often', async () => {
    const { store, subject, firmId } = await setup();
    for (let time = 0; time < 2; time += 1) await subject.eraseUser(firmId, 'ada');
    expect((await store.names(firmId)).sort()).toEqual(KINDS.filter((name) => name !== 'USER#ada').sort());
  });

  it.each(['connected', 'clean-up'] as const)('leaves a connection that is %s as it is', async (state) => {
    const { store, subject, firmId } = await setup();
    await store.connect(firmId, state);
    const before = await store.connectionOf(firmId);
    expect(await subject.eraseConnection(firmId)).toBe(false);
    expect(await store.connectionOf(firmId)).toEqual(before);
    expect(before.length).toBeGreaterThan(0);
  });

  it('erases all that a connection left, of this firm alone, and may be repeated', async () => {
    const { store, subject, firmId, other } = await setup();
    for (const firm of [firmId, other]) await store.connect(firm, 'disconnected');
    for (let time = 0; time < 2; time += 1) expect(await subject.eraseConnection(firmId)).toBe(true);
    expect(await store.connectionOf(firmId)).toEqual([]);
    expect((await store.connectionOf(other)).length).toBeGreaterThan(0);
    expect(await subject.eraseConnection(newFirm())).toBe(true);
  });

  it('reads what says something to the firm, page by page, each record once', async () => {
    const { store, subject, firmId } = await setup();
    for (let index = 0; index < 120; index += 1) {
      await store.put(firmId, 'CLIENT', `more-${String(index)}`, { name: `Client ${String(index)}` });
    }
    const read: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await subject.page(firmId, cursor);
      read.push(...page.records.map(({ kind, id }) => [kind, id].filter(Boolean).join('#')));
      cursor = page.cursor;
      pages += 1;
    } while (cursor !== undefined);
    expect(pages).toBeGreaterThan(1);
    expect(read.filter((name) => !name.startsWith('CLIENT#more-')).sort()).toEqual(
      ['CLIENT#c1', 'DISMISSED#ada', 'DUPLICATE#d1', 'FIRM', 'SYNC#s1', 'USER#ada'].sort(),
    );
    expect(new Set(read).size).toBe(read.length);
    expect(read.length).toBe(126);
    expect((await subject.page(newFirm(), undefined)).records).toEqual([]);
  });
}
