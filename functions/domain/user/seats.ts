import { DomainError } from '../errors.ts';
import type { FirmRepository } from '../firm/ports.ts';
import type { Clock } from '../system.ts';
import { seatsExhausted, usersChanging } from './errors.ts';
import type { KeptSeat, SeatRepository, UserRepository } from './ports.ts';

export interface SeatDeps {
  firms: Pick<FirmRepository, 'get'>;
  users: Pick<UserRepository, 'list'>;
  seats: SeatRepository;
  clock: Clock;
}

/** Longer than any function may run that makes somebody active, so that nobody does so whose seat is kept no more. */
const KEPT_MILLISECONDS = 60_000;
/** Far more than a firm's admins could collide at once. */
const ATTEMPTS = 25;

/**
 * Does what makes this person an active user, with a seat of the firm kept for them meanwhile; fails with
 * `SEATS_EXHAUSTED` before anything is done when there is none. There are no transactions, so: a seat is taken by every
 * active user and by everybody it is kept for, one of whom each write adds to the firm's one record (conditional on
 * what was read of it before the users were). Of two at once for the last seat the second sees the first, kept or
 * active by then. A crash keeps a seat for a minute that nobody takes, and no longer.
 */
export async function withSeat<T>(
  deps: SeatDeps,
  firmId: string,
  email: string,
  work: () => Promise<T>,
): Promise<T> {
  const firm = await deps.firms.get(firmId);
  if (firm === undefined) throw new Error('A user without a firm');
  if (firm.seats === undefined) return work();
  await keep(deps, firmId, email, firm.seats);
  try {
    const done = await work();
    await giveBack(deps, firmId, email);
    return done;
  } catch (error) {
    // After any other failure the user may still become active: the write was sent, the answer was lost.
    if (error instanceof DomainError) await giveBack(deps, firmId, email);
    throw error;
  }
}

async function keep(deps: SeatDeps, firmId: string, email: string, seats: number): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Before the users: whoever is kept no more when this is read, is found active among them.
    const { version, kept } = await deps.seats.get(firmId);
    const users = await deps.users.list(firmId);
    const now = deps.clock.now().getTime();
    const others = kept.filter((seat) => seat.email !== email && Date.parse(seat.until) > now);
    const active = users.filter((user) => user.active && user.email !== email);
    const taken = new Set([...active, ...others].map((holder) => holder.email));
    if (taken.size >= seats && !users.some((user) => user.active && user.email === email)) {
      throw seatsExhausted(seats);
    }
    const until = new Date(now + KEPT_MILLISECONDS).toISOString();
    if (await deps.seats.save(firmId, version, [...others, { email, until }])) return;
  }
  throw usersChanging();
}

/** Not worth a failure: a seat that could not be given back is free a minute later. */
async function giveBack({ seats }: SeatDeps, firmId: string, email: string): Promise<void> {
  const isAnothers = (seat: KeptSeat) => seat.email !== email;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      const { version, kept } = await seats.get(firmId);
      if (kept.every(isAnothers)) return;
      if (await seats.save(firmId, version, kept.filter(isAnothers))) return;
    } catch {
      return;
    }
  }
}
