import type { Client } from './client.ts';
import { normaliseName } from './client.ts';

/** The form by which e-mail addresses are compared. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

export function emailsOf({
  email,
  contacts,
}: {
  email?: string | undefined;
  contacts: readonly { email?: string | undefined }[];
}): Set<string> {
  const emails = [email, ...contacts.map((contact) => contact.email)];
  return new Set(emails.flatMap((each) => (each === undefined ? [] : [normaliseEmail(each)])));
}

/** All clients of a firm by what must not be there twice. */
export class KnownClients {
  private readonly byName = new Map<string, Client[]>();
  private readonly byEmail = new Map<string, Client[]>();

  static async read(clients: AsyncIterable<Client>): Promise<KnownClients> {
    const known = new KnownClients();
    for await (const client of clients) known.add(client);
    return known;
  }

  /** Of a changed client, what it was stays known beside what it is. */
  add(client: Client): void {
    push(this.byName, normaliseName(client.name), client);
    for (const email of emailsOf(client)) push(this.byEmail, email, client);
  }

  /** All of that name, archived ones included. */
  named(name: string): readonly Client[] {
    return this.byName.get(normaliseName(name)) ?? [];
  }

  /** Another client that has this e-mail, as its own or as a contact's. */
  ownerOf(email: string, except: string | undefined): Client | undefined {
    return this.byEmail.get(normaliseEmail(email))?.find(({ clientId }) => clientId !== except);
  }
}

function push(map: Map<string, Client[]>, key: string, client: Client): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [client]);
  else found.push(client);
}
