import { hash } from 'node:crypto';

/**
 * The portal's own id of a client that came from XPM: a UUID (v8, RFC 9562) derived from firm and XPM UUID, so that
 * every repetition of a sync finds the same item without a look-up, and reconnecting the same practice finds its
 * clients again. `place` counts from 0: an id that was linked to another client of XPM is taken for good, and whoever it
 * was derived from gets the next one (see `sync/locate.ts`).
 */
export function clientIdOf(firmId: string, xpmUuid: string, place = 0): string {
  const again = place === 0 ? '' : `\0${String(place)}`;
  return uuidFrom(`client\0${firmId}\0${xpmUuid.toLowerCase()}${again}`);
}

/** Of two clients that may be one: the same two are found again under the same id. */
export function duplicateIdOf(existingId: string, incomingId: string): string {
  return uuidFrom(`duplicate\0${existingId}\0${incomingId}`);
}

/** A firm's id from its name and its first admin, so that repeating its creation finds it. */
export function firmIdOf(name: string, adminEmail: string): string {
  return uuidFrom(`firm\0${name}\0${adminEmail}`);
}

function uuidFrom(text: string): string {
  const hex = hash('sha256', text, 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A sync's id: ULID form (10 characters of time, 16 of randomness, Crockford base 32), so that ids sort by start.
 * `seed` makes it: random for a manual sync, firm and slot for a scheduled one, whose id is then the same however
 * often its slot is delivered.
 */
export function syncIdOf(startedAt: Date, seed: string): string {
  const entropy = hash('sha256', `sync\0${seed}`, 'buffer');
  const random = [...entropy.subarray(0, 16)].map((byte) => CROCKFORD.charAt(byte % 32)).join('');
  return timePart(startedAt.getTime()) + random;
}

function timePart(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let digit = 0; digit < 10; digit += 1) {
    text = CROCKFORD.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
