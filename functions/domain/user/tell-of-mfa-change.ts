import type { FirmRepository } from '../firm/ports.ts';
import { type MfaChange, mfaChangedMail } from '../mail/mfa-changed-mail.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Clock } from '../system.ts';
import type { User } from './user.ts';

export interface TellOfMfaChangeDeps {
  firms: Pick<FirmRepository, 'get'>;
  outbox: Pick<Outbox, 'put'>;
  clock: Clock;
  portalUrl: string;
}

/**
 * For whoever changes a second factor, right before the change, so that none stays unknown to the one whose it is: a
 * stranger with the password could have done it. The schedule sends it within five minutes. Repeatable for one request.
 */
export async function tellOfMfaChange(
  { firms, outbox, clock, portalUrl }: TellOfMfaChangeDeps,
  { firmId, userId, email, name }: User,
  change: MfaChange,
  requestId: string,
): Promise<void> {
  const firm = await firms.get(firmId);
  if (firm === undefined) throw new Error('A user without a firm');
  const now = clock.now();
  const mailId = `mfa/changed/${userId}/${requestId}`;
  const content = mfaChangedMail({ firm, name, change, at: now, portalUrl });
  await outbox.put({ mailId, firmId, to: email, userId, requestId, ...content }, now);
}
