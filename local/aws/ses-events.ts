import * as z from 'zod';
import type { Resource } from '../assembly/assembly.ts';
import type { AwsEvent } from '../functions/event-rules.ts';

/** A configuration set and what it publishes to the default event bus. */
export interface ConfigurationSet {
  readonly name: string;
  readonly events: readonly ('bounce' | 'complaint')[];
}

const DestinationSchema = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: z.string().optional(),
    Enabled: z.boolean().default(true),
    MatchingEventTypes: z.array(z.enum(['bounce', 'complaint'])),
    EventBridgeDestination: z.strictObject({
      EventBusArn: z.string().regex(/:event-bus\/default$/, 'only the default bus is supported'),
    }),
  }),
});

/** Refuses other destinations than the default bus, and other events than bounces and complaints. */
export function readEventDestination({ properties }: Resource): ConfigurationSet {
  const { ConfigurationSetName: name, EventDestination: to } = DestinationSchema.parse(properties);
  return { name, events: to.Enabled ? to.MatchingEventTypes : [] };
}

/** What SES's mailbox simulator makes of a mail to this address; labels (`bounce+1@…`) are ignored as there. */
export function simulated(address: string): 'bounce' | 'complaint' | undefined {
  const [, mailbox] = /^(bounce|complaint)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(address) ?? [];
  return mailbox === undefined ? undefined : mailbox.toLowerCase() === 'bounce' ? 'bounce' : 'complaint';
}

export interface SentMail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly sentAt: string;
  readonly configurationSet: string;
}

/** The event as SES sends it to EventBridge, in the fields that tell what happened to whom. */
export function problemEvent(kind: 'bounce' | 'complaint', address: string, mail: SentMail): AwsEvent {
  const common = {
    mail: {
      timestamp: mail.sentAt,
      source: mail.from,
      messageId: mail.id,
      destination: mail.to,
      headersTruncated: false,
      tags: { 'ses:configuration-set': [mail.configurationSet] },
    },
  };
  const of = { feedbackId: `${mail.id}-feedback`, timestamp: mail.sentAt };
  if (kind === 'bounce') {
    const refused = { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' };
    const bouncedRecipients = [{ emailAddress: address, ...refused }];
    const bounce = { ...of, bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients };
    return eventOf('Email Bounced', { eventType: 'Bounce', bounce, ...common });
  }
  const complainedRecipients = [{ emailAddress: address }];
  const complaint = { ...of, complaintFeedbackType: 'abuse', complainedRecipients };
  return eventOf('Email Complaint Received', { eventType: 'Complaint', complaint, ...common });
}

function eventOf(detailType: string, detail: Record<string, unknown>): AwsEvent {
  return { source: 'aws.ses', 'detail-type': detailType, resources: [], detail };
}
