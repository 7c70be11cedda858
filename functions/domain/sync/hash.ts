import { createHash } from 'node:crypto';
import type { PracticeClient, PracticeContact } from '../practice/practice-client.ts';

/** Raised whenever mapping or storing changes what the portal keeps of a client: every client is then written again. */
const MAPPING_VERSION = 1;
const BYTES = 16;

/** What XPM said about a client, in 22 characters: equal means that there is nothing to write. */
export function hashOf({ xpmUuid, isProspect, details, contacts }: PracticeClient): string {
  const sorted = [...contacts].sort((a, b) => (a.contactId < b.contactId ? -1 : 1));
  const text = [
    String(MAPPING_VERSION),
    xpmUuid,
    isProspect ? 'P' : 'C',
    details.name,
    details.email,
    details.phone,
    details.website,
    details.address,
    details.city,
    details.region,
    details.postCode,
    details.country,
    details.exportCode,
    details.accountManager,
    details.jobManager,
    details.webUrl,
    String(sorted.length),
    ...sorted.flatMap(partsOf),
  ]
    .map(framed)
    .join('');
  return createHash('sha256').update(text).digest().subarray(0, BYTES).toString('base64url');
}

function partsOf(contact: PracticeContact): (string | undefined)[] {
  return [
    contact.contactId,
    contact.name,
    contact.salutation,
    contact.position,
    contact.email,
    contact.phone,
    contact.mobile,
    contact.flaggedPrimary ? 'Y' : 'N',
  ];
}

/** A length in front cannot be forged by any text, as a separator can. */
function framed(part: string | undefined): string {
  return part === undefined ? '-' : `${String(part.length)}:${part}`;
}
