import type { DuplicateRecord } from '#domain/duplicate/duplicate.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import { readList } from '#adapters/xpm/read-list.ts';
import { FIRM, World } from './world.ts';
import { clientXml, CLOSE, OPEN, uuidNo } from './xml.ts';
import { clientIdOf } from '#domain/ids.ts';

/**
 * Reads a generated practice of as many clients as the first argument says, twice: all new, then all unchanged. The
 * second argument: how many of them were added here before, every other one with the same e-mail as well. Prints what
 * it found.
 */
const count = Number(process.argv[2]);
const byHand = Number(process.argv[3] ?? 0);
const nameOf = (index: number) => `Client number ${String(index)} & Sons Limited`;
const handId = (index: number) => uuidNo('e', index);

const one = (index: number) =>
  clientXml({
    uuid: uuidNo('c', index),
    name: nameOf(index),
    fields: {
      Email: `office${String(index)}@client.example`,
      Address: `${String(index)} Quay Lane\nLevel 1`,
      City: 'Tauranga',
      Notes: 'n'.repeat(1200),
      IsArchived: 'No',
      WebUrl: `https://practicemanager.xero.com/Client/${String(index)}/Detail`,
    },
    contacts: [1, 2, 3].map((contact) => ({
      uuid: uuidNo('d', index * 4 + contact),
      name: `Contact ${String(contact)} of client ${String(index)}`,
      fields: {
        Email: `contact${String(contact)}@client${String(index)}.example`,
        Phone: '021 555 0111',
        IsPrimary: contact === 2 ? 'Yes' : 'No',
      },
    })),
  });

let bytes = 0;
async function* document(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(OPEN);
  let piece = '';
  for (let index = 0; index < count; index += 1) {
    piece += one(index);
    if (piece.length < 60_000) continue;
    bytes += piece.length;
    yield Buffer.from(piece);
    piece = '';
    await new Promise(setImmediate);
  }
  yield Buffer.from(piece + CLOSE);
}

const hashes = new Map<string, string>();
const world = new World();
let proposals = 0;
const deps = {
  ...world.deps(),
  duplicates: {
    record: async (_: string, duplicate: DuplicateRecord) => {
      await new Promise(setImmediate);
      proposals += 1;
      return duplicate;
    },
  },
  gateway: {
    async *listClients() {
      yield* readList(document(), 512 * 1024 * 1024);
      return { dayRemaining: null, minuteRemaining: null };
    },
  },
  pages: {
    put: async (
      _: string,
      __: string,
      ___: number,
      changes: readonly { kind: string; clientId: string; hash?: string }[],
    ) => {
      await new Promise(setImmediate);
      JSON.stringify(changes);
      for (const { clientId, hash = '' } of changes) hashes.set(clientId, hash);
    },
  },
  clients: {
    ...world.deps().clients,
    async *likenesses(_: string, clientIds: readonly string[]) {
      for (const clientId of clientIds) {
        const index = Number.parseInt(clientId.slice(-12), 16);
        if (index % 100 === 0) await new Promise(setImmediate);
        const email =
          index % 2 === 0 ? `office${String(index)}@client.example` : `other${String(index)}@x.example`;
        yield { clientId, name: nameOf(index), status: 'client' as const, emails: [email] };
      }
    },
    async *stored() {
      for (let index = 0; index < byHand && hashes.size === 0; index += 1) {
        if (index % 500 === 0) await new Promise(setImmediate);
        yield { clientId: handId(index), archived: false };
      }
      for (let index = 0; index < count && hashes.size > 0; index += 1) {
        if (index % 500 === 0) await new Promise(setImmediate);
        const xpmUuid = uuidNo('c', index);
        const isLinked = index < byHand && index % 2 === 0;
        const clientId = isLinked ? handId(index) : clientIdOf(FIRM, xpmUuid);
        if (isLinked) yield { clientId: clientIdOf(FIRM, xpmUuid), archived: false, linkedTo: clientId };
        yield { clientId, xpmUuid, archived: false, hash: hashes.get(clientId) ?? '' };
      }
    },
  },
};

const first = await findChanges(deps, { run: world.run, waits: 0, requests: 0 });
const second = await findChanges(deps, { run: world.run, waits: 0, requests: 0 });
const countsOf = (outcome: typeof first) => ('found' in outcome ? outcome.found.counts : outcome);
process.stdout.write(
  JSON.stringify({
    bytes,
    first: countsOf(first),
    second: countsOf(second),
    proposals,
    maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
