import { normaliseName } from '../client/client.ts';
import { emailsOf } from '../client/known-clients.ts';
import type { ClientRepository, Likeness, StoredClient } from '../client/ports.ts';
import { type Incoming, type Proposal } from '../duplicate/duplicate.ts';
import { type Like, LikenessIndex } from '../duplicate/likeness-index.ts';
import type { PracticeClient } from '../practice/practice-client.ts';

export type MatchingClients = Pick<ClientRepository, 'held' | 'likenesses' | 'named'>;

/** An e-mail that so many share (a bookkeeper's, say) tells nothing more about one of them. */
const MAX_BY_EMAIL = 10;

export function incomingOf(
  clientId: string,
  { xpmUuid, isProspect, details, contacts }: PracticeClient,
): Incoming {
  const { name, email, webUrl } = details;
  return {
    clientId,
    xpmUuid,
    name,
    status: isProspect ? 'prospect' : 'client',
    ...(email !== undefined && { email }),
    ...(webUrl !== undefined && { webUrl }),
    emails: [...emailsOf({ ...(email !== undefined && { email }), contacts })],
  };
}

/**
 * Whether somebody whom a sync adds is here already under another id. Beyond doubt is only one that was added here, is
 * current, and alone has name and an e-mail in common; all others are proposed to the admin.
 */
export abstract class AddedClients {
  protected readonly added = new LikenessIndex<Incoming>();
  private readonly proposals: Proposal[] = [];
  private readonly taken = new Set<string>();
  private readonly byEmail = new Map<string, number>();

  constructor(
    protected readonly clients: MatchingClients,
    protected readonly firmId: string,
  ) {}

  /** Answers the client whose place it takes. */
  async place(incoming: Incoming): Promise<Likeness | undefined> {
    const likes = await this.likeAddedHere(incoming);
    const sure = likes.filter(({ one, reason }) => reason === 'name-and-email' && one.status !== 'archived');
    const [only] = sure;
    if (only !== undefined && sure.length === 1 && !this.taken.has(only.one.clientId)) {
      this.taken.add(only.one.clientId);
      return only.one;
    }
    for (const { one, reason } of likes) this.propose({ existing: one, incoming, reason });
    this.keep(incoming);
    return undefined;
  }

  /** With the clients that XPM dropped (whether they are archived now or wait for an approval), once all is read. */
  async finish(dropped: readonly string[]): Promise<Proposal[]> {
    const ids = this.added.isEmpty ? [] : [...new Set([...dropped, ...this.archived()])];
    for await (const existing of this.clients.likenesses(this.firmId, ids)) {
      for (const { one, reason } of this.added.like(existing)) {
        this.propose({ existing, incoming: one, reason });
      }
    }
    return this.proposals;
  }

  /** Clients that were added here and have something in common. */
  protected abstract likeAddedHere(incoming: Incoming): Promise<Like<Likeness>[]>;
  protected abstract keep(incoming: Incoming): void;
  /** Ids of archived clients that were not looked at yet. */
  protected abstract archived(): readonly string[];

  protected propose({ existing, incoming, reason }: Proposal): void {
    if (reason === 'email') {
      const before = this.byEmail.get(existing.clientId) ?? 0;
      this.byEmail.set(existing.clientId, before + 1);
      if (before >= MAX_BY_EMAIL) return;
    }
    this.proposals.push({ existing, incoming, reason });
  }
}

/** Knows from the whole firm who may be meant, and reads their names and e-mails when somebody is added at all. */
export class AddedToFirm extends AddedClients {
  private readonly addedHere: string[] = [];
  private readonly gone: string[] = [];
  private readonly mayDrop: boolean;
  private index: LikenessIndex<Likeness> | undefined;

  constructor(clients: MatchingClients, firmId: string, stored: Iterable<StoredClient>) {
    super(clients, firmId);
    let mayDrop = false;
    for (const { clientId, xpmUuid, archived, linkedTo } of stored) {
      if (linkedTo !== undefined) continue;
      if (archived) this.gone.push(clientId);
      else if (xpmUuid === undefined) this.addedHere.push(clientId);
      else mayDrop = true;
    }
    this.mayDrop = mayDrop;
  }

  protected async likeAddedHere(incoming: Incoming): Promise<Like<Likeness>[]> {
    if (this.addedHere.length === 0) return [];
    this.index ??= await this.load();
    return this.index.like(incoming);
  }

  protected keep(incoming: Incoming): void {
    if (this.mayDrop || this.gone.length > 0) this.added.add(incoming);
  }

  protected archived(): readonly string[] {
    return this.gone;
  }

  private async load(): Promise<LikenessIndex<Likeness>> {
    const index = new LikenessIndex<Likeness>();
    for await (const likeness of this.clients.likenesses(this.firmId, this.addedHere)) index.add(likeness);
    return index;
  }
}

/**
 * Knows nothing of the firm: asks the list for namesakes, two small queries for each client that is added. Those who
 * share an e-mail alone are found by a full sync only, when they come with one.
 */
export class AddedInDelta extends AddedClients {
  protected async likeAddedHere(incoming: Incoming): Promise<Like<Likeness>[]> {
    const likes: Like<Likeness>[] = [];
    for (const row of await this.clients.named(this.firmId, incoming.name)) {
      if (row.status !== 'archived' && row.xpmUuid !== undefined) continue;
      const held = await this.clients.held(this.firmId, row.clientId);
      if (held?.kind !== 'client' || normaliseName(held.client.name) !== normaliseName(incoming.name))
        continue;
      const { clientId, xpmUuid, name, email, status } = held.client;
      const emails = [...emailsOf(held.client)];
      const shares = emails.some((each) => incoming.emails.includes(each));
      likes.push({
        one: {
          clientId,
          name,
          status,
          emails,
          ...(xpmUuid !== undefined && { xpmUuid }),
          ...(email !== undefined && { email }),
        },
        reason: shares ? 'name-and-email' : 'name',
      });
    }
    return likes;
  }

  protected keep(incoming: Incoming): void {
    this.added.add(incoming);
  }

  protected archived(): readonly string[] {
    return [];
  }
}
