import { closeSync, createReadStream, openSync, readSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Client, type ClientGap, gapOf, normaliseName } from '#domain/client/client.ts';
import type { ClientRepository, ClientRow, StoredClient } from '#domain/client/ports.ts';
import type { Connection } from '#domain/connection/connection.ts';

type SyncPorts = Pick<
  ClientRepository,
  'get' | 'held' | 'stored' | 'storedByIds' | 'countSynced' | 'putSynced' | 'archiveSynced' | 'named' | 'gaps'
>;

/** A client as it was written last, or how the connection was left. */
export type Line = { client: Client; hash: string } | { connection: Connection };

/** What is held in memory of a client; the rest stays in the file. */
interface Entry {
  xpmUuid: string;
  hash: string;
  archived: boolean;
  name: string;
  gap: ClientGap | undefined;
  at: number;
  bytes: number;
}

const BUFFERED = 65_536;

/**
 * Clients in a file to which every write adds a line, so that no more than an index is in memory: the one writer's
 * stand-in for the table, which the product does not hold in memory either. `flush` before anybody else reads it.
 */
export class FileClients implements SyncPorts {
  /** As the sync before this one left it. */
  connection: Connection | undefined;
  private readonly index = new Map<string, Entry>();
  private readonly file: number;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private end = 0;

  private constructor(path: string) {
    this.file = openSync(path, 'a+');
  }

  static async open(path: string): Promise<FileClients> {
    const clients = new FileClients(path);
    for await (const line of createInterface({ input: createReadStream(path) })) {
      const bytes = Buffer.byteLength(line) + 1;
      const read = JSON.parse(line) as Line;
      if ('client' in read) clients.note(read.client, read.hash, bytes);
      else clients.connection = read.connection;
      clients.end += bytes;
    }
    return clients;
  }

  flush(): void {
    for (const piece of this.waiting) writeSync(this.file, piece);
    this.waiting = [];
    this.waitingBytes = 0;
  }

  close(connection: Connection | undefined): void {
    if (connection !== undefined) this.append({ connection });
    this.flush();
    closeSync(this.file);
  }

  get(_: string, clientId: string): Promise<Client | undefined> {
    const entry = this.index.get(clientId);
    return Promise.resolve(entry && this.read(entry));
  }

  held(_: string, clientId: string): ReturnType<ClientRepository['held']> {
    const entry = this.index.get(clientId);
    return Promise.resolve(entry && { kind: 'client', client: this.read(entry), hash: entry.hash });
  }

  async *stored(): AsyncGenerator<StoredClient, void, undefined> {
    for (const [clientId, { xpmUuid, archived, hash }] of this.index)
      yield Promise.resolve({ clientId, xpmUuid, archived, hash });
  }

  storedByIds(_: string, clientIds: readonly string[]): Promise<StoredClient[]> {
    return Promise.resolve(
      clientIds.flatMap((clientId) => {
        const entry = this.index.get(clientId);
        if (entry === undefined) return [];
        const { xpmUuid, archived, hash } = entry;
        return [{ clientId, xpmUuid, archived, hash }];
      }),
    );
  }

  countSynced(): Promise<number> {
    return Promise.resolve([...this.index.values()].filter(({ archived }) => !archived).length);
  }

  putSynced(_: string, client: Client, hash: string): Promise<'written'> {
    this.write(client, hash);
    return Promise.resolve('written');
  }

  archiveSynced(_: string, clientId: string, __: unknown, at: Date): Promise<'written'> {
    const entry = this.index.get(clientId);
    if (entry !== undefined)
      this.write({ ...this.read(entry), status: 'archived', updatedAt: at.toISOString() }, entry.hash);
    return Promise.resolve('written');
  }

  named(_: string, name: string): Promise<ClientRow[]> {
    const wanted = normaliseName(name);
    const found = [...this.index.values()].filter((entry) => normaliseName(entry.name) === wanted);
    return Promise.resolve(found.map((entry) => this.row(entry)));
  }

  gaps(_: string, limit: number): ReturnType<ClientRepository['gaps']> {
    const counts: Record<ClientGap, number> = { NO_PRIMARY_CONTACT: 0, NO_EMAIL: 0 };
    const found: Entry[] = [];
    for (const entry of this.index.values()) {
      if (entry.archived || entry.gap === undefined) continue;
      counts[entry.gap] += 1;
      found.push(entry);
    }
    const first = found.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, limit);
    return Promise.resolve({ rows: first.map((entry) => this.row(entry)), counts });
  }

  private write(client: Client, hash: string): void {
    const bytes = this.append({ client, hash });
    this.note(client, hash, bytes);
    this.end += bytes;
  }

  private append(line: Line): number {
    const text = Buffer.from(`${JSON.stringify(line)}\n`);
    this.waiting.push(text);
    this.waitingBytes += text.length;
    if (this.waitingBytes >= BUFFERED) this.flush();
    return text.length;
  }

  private note(client: Client, hash: string, bytes: number): void {
    const { clientId, xpmUuid = '', name, status } = client;
    const entry = { xpmUuid, hash, archived: status === 'archived', name, gap: gapOf(client) };
    this.index.set(clientId, { ...entry, at: this.end, bytes });
  }

  private read({ at, bytes }: Entry): Client {
    this.flush();
    const line = Buffer.alloc(bytes);
    readSync(this.file, line, 0, bytes, at);
    return (JSON.parse(line.toString()) as { client: Client }).client;
  }

  private row(entry: Entry): ClientRow {
    const { clientId, name, status, email, webUrl } = this.read(entry);
    return {
      clientId,
      name,
      status,
      ...(email !== undefined && { email }),
      ...(webUrl !== undefined && { webUrl }),
      ...(entry.gap !== undefined && { gap: entry.gap }),
    };
  }
}
