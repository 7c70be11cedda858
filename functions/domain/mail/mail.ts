import * as z from 'zod';

export const MailSchema = z.object({
  /** Names the mail once and for all, e.g. `summary/<syncId>/<userId>`: putting it twice sends it once. */
  mailId: z.string().min(1),
  firmId: z.uuid(),
  to: z.email(),
  /** At most 180 characters (`oneLine`), of which each may count as two here. */
  subject: z.string().min(1).max(400),
  /** The user whose address it is: one who is removed or deactivated meanwhile is not written to any more. */
  userId: z.string().optional(),
  /** The request whose click led to it; nobody's for what the schedule did. */
  requestId: z.string().optional(),
  html: z.string(),
  text: z.string(),
  /** Sent only while this user lacks MFA and, with `connectedAt`, while that connection still demands it. */
  onlyWithoutMfa: z.object({ userId: z.string(), connectedAt: z.iso.datetime().optional() }).optional(),
});
export type Mail = z.infer<typeof MailSchema>;
