import * as z from 'zod';

const RecipientsSchema = z.array(z.object({ emailAddress: z.string() }));

/**
 * SES's "Email Bounced" and "Email Complaint Received"
 * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).
 */
export const contract = {
  input: z.object({
    detail: z.discriminatedUnion('eventType', [
      z.object({
        eventType: z.literal('Bounce'),
        bounce: z.object({
          /** Permanent, Transient or Undetermined. */
          bounceType: z.string(),
          bouncedRecipients: RecipientsSchema,
          timestamp: z.iso.datetime(),
        }),
      }),
      z.object({
        eventType: z.literal('Complaint'),
        complaint: z.object({
          /** What the provider says it is, e.g. `abuse`; `not-spam` takes a complaint back. */
          complaintFeedbackType: z.string().nullish(),
          complainedRecipients: RecipientsSchema,
          timestamp: z.iso.datetime(),
        }),
      }),
    ]),
  }),
  output: z.object({ recorded: z.number().int() }),
};
