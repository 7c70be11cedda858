import { expect, it } from 'vitest';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { promise } from '../support/promise.ts';
import { record } from '../support/practice/world.ts';
import { uuidNo } from '../support/practice/xml.ts';
import { syncWorld } from '../support/workflows/sync-world.ts';

const CLIENTS = 10_000;
const CONTACTS = 3;
const PAGE = 500;
const MINUTE = 60_000;
/** What a state may hand to the next; 256 KB end an execution, and ours carries ids alone. */
const PAYLOAD_BYTES = 4_096;
const KILLED = 6;
const r25 = promise('R25', 'big firms work', { floor: CLIENTS * (1 + CONTACTS) });

const big = (index: number): PracticeRecord =>
  record(
    index,
    { Email: `c${String(index)}@example.com` },
    Array.from({ length: CONTACTS }, (_, at) => ({
      UUID: uuidNo('d', index * CONTACTS + at),
      Name: `Contact ${String(at)}`,
      IsPrimary: at === 1 ? 'Yes' : 'No',
    })),
  );

/** test/contract/large-practice.test.ts proves the memory; this the workflow around it. */
it('10,000 clients with 30,000 contacts pass through a slow API and a workflow whose answers get lost', async () => {
  const world = await syncWorld();
  const { ports } = world;
  ports.gateway.put(Array.from({ length: CLIENTS }, (_, index) => big(index)));
  // XPM takes ten minutes for the list, which is more than the lease and the token were made for.
  ports.gateway.halfWay = () => ports.clock.sleep(10 * MINUTE);
  const payloads: number[] = [];
  const { syncs, pages } = ports;
  const get = pages.get.bind(pages);
  let read = 0;
  pages.get = async (...where) => {
    read += 1;
    // A page takes its time, too; and every third answer is lost although all was written.
    ports.clock.advance(2 * MINUTE);
    if (read % 3 === 0 && read < 3 * (KILLED + 1)) world.losing.add('import-page');
    return get(...where);
  };
  const run = await world.start({ trigger: 'first' });
  payloads.push(Buffer.byteLength(JSON.stringify(run.status === 'SUCCEEDED' ? run.output : {})));

  expect(run).toMatchObject({
    status: 'SUCCEEDED',
    sync: { status: 'succeeded', counts: { seen: CLIENTS, added: CLIENTS } },
  });
  expect(Math.max(...payloads)).toBeLessThan(PAYLOAD_BYTES);
  const slices = run.path.filter((state) => state === 'Import page').length;
  expect(slices).toBe(CLIENTS / PAGE);
  // It went on where it was: only the pages whose answers were lost were read twice.
  expect(read).toBe(CLIENTS / PAGE + KILLED);
  expect((await syncs.get((await world.connection()).firmId, run.syncId))?.xeroRequests).toBe(1);
  for (let index = 0; index < CLIENTS; index += 1) {
    const client = await world.client(big(index));
    const primary = client?.contacts.filter(({ isPrimary }) => isPrimary).map(({ name }) => name);
    if (client?.contacts.length !== CONTACTS || primary?.join() !== 'Contact 1')
      throw new Error(`client ${String(index)}`);
    r25.held(1 + CONTACTS);
  }
  r25.figure('slices', slices + KILLED);
  const again = await world.start({ requestedMode: 'full' });
  expect(again.sync?.counts).toMatchObject({ seen: CLIENTS, unchanged: CLIENTS, added: 0, archived: 0 });
});
