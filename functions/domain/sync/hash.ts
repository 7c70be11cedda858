import { hash } from 'node:crypto';
import type { PracticeClient } from '../practice/practice-client.ts';

/** Raised whenever mapping or storing changes what the portal keeps of a client: every client is then written again. */
const MAPPING_VERSION = 1;
/** Of base64url: 132 bits. */
const CHARACTERS = 22;

/** What XPM said about a client, in 22 characters: equal means that there is nothing to write. */
export function hashOf({ xpmUuid, isProspect, details, contacts }: PracticeClient): string {
  const text = new FramedText();
  text.add(String(MAPPING_VERSION));
  text.add(xpmUuid);
  text.add(isProspect ? 'P' : 'C');
  text.add(details.name);
  text.add(details.email);
  text.add(details.phone);
  text.add(details.website);
  text.add(details.address);
  text.add(details.city);
  text.add(details.region);
  text.add(details.postCode);
  text.add(details.country);
  text.add(details.exportCode);
  text.add(details.accountManager);
  text.add(details.jobManager);
  text.add(details.webUrl);
  text.add(String(contacts.length));
  for (const contact of [...contacts].sort((a, b) => (a.contactId < b.contactId ? -1 : 1))) {
    text.add(contact.contactId);
    text.add(contact.name);
    text.add(contact.salutation);
    text.add(contact.position);
    text.add(contact.email);
    text.add(contact.phone);
    text.add(contact.mobile);
    text.add(contact.flaggedPrimary ? 'Y' : 'N');
  }
  return hash('sha256', text.whole, 'base64url').slice(0, CHARACTERS);
}

/** Grown in place, since a list of parts that is joined costs thrice as much, for every client of every sync. */
class FramedText {
  whole = '';

  /** A length in front cannot be forged by any text, as a separator can. */
  add(part: string | undefined): void {
    this.whole += part === undefined ? '-' : `${String(part.length)}:${part}`;
  }
}
