import type { ClientChange } from './sync.ts';

const MAX_CHANGES = 500;
/** Bytes of JSON; usually a page, compressed, then fits one item of the table. */
const MAX_BYTES = 1_500_000;

/** Cuts a stream of changes into pages, holding no more than the one that fills. */
export class ChangePages {
  private open: ClientChange[] = [];
  private bytes = 0;
  private stored = 0;

  constructor(private readonly put: (page: number, changes: readonly ClientChange[]) => Promise<void>) {}

  async add(change: ClientChange): Promise<void> {
    const size = Buffer.byteLength(JSON.stringify(change)) + 1;
    if (this.open.length >= MAX_CHANGES || this.bytes + size > MAX_BYTES) await this.flush();
    this.open.push(change);
    this.bytes += size;
  }

  /** Stores what is left and answers how many pages there are. */
  async finish(): Promise<number> {
    if (this.open.length > 0) await this.flush();
    return this.stored;
  }

  private async flush(): Promise<void> {
    const page = this.open;
    this.open = [];
    this.bytes = 0;
    await this.put(this.stored, page);
    this.stored += 1;
  }
}
