import * as z from 'zod';

/** Why an address gets no more mail from here. */
export const MailProblemSchema = z.object({
  kind: z.enum([
    'bounce', // its server refused a mail for good
    'complaint', // its owner called a mail spam
  ]),
  at: z.iso.datetime(),
});
export type MailProblem = z.infer<typeof MailProblemSchema>;

/** For operators and the log. */
export const SUPPRESSED_BECAUSE: Readonly<Record<MailProblem['kind'], string>> = {
  bounce: 'an earlier mail to this address bounced',
  complaint: 'the owner of this address complained about an earlier mail',
};
