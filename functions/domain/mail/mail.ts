import * as z from 'zod';

export const MailSchema = z.object({
  /** Names the mail once and for all, e.g. `summary/<syncId>/<userId>`: putting it twice sends it once. */
  mailId: z.string().min(1),
  firmId: z.uuid(),
  to: z.email(),
  subject: z.string().min(1).max(200),
  html: z.string(),
  text: z.string(),
});
export type Mail = z.infer<typeof MailSchema>;
