import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { MailSchema, type Mail } from '#domain/mail/mail.ts';
import type { Outbox } from '#domain/mail/ports.ts';
import { DUE_INDEX, DUE_MAIL, firmIdFrom, mailIdFrom, outboxKey } from './keys.ts';
import { pack, unpack } from './packed.ts';
import { Table } from './table.ts';
import { DAY_MS, epochSeconds } from './time-to-live.ts';

/** Longer than any sender may run. */
const CLAIM_MS = 3 * 60_000;
/** A sent mail stays known, without its text, for as long as anything could ask to send it again. */
const SENT_KEPT_MS = 90 * DAY_MS;
const ClaimedSchema = z.object({ attempt: z.number().int(), packed: z.unknown() });
const DueSchema = z.object({ pk: z.string(), sk: z.string() });

type Failure = Parameters<Outbox['failed']>[2];

/** `dueAt` is when somebody may next take the mail: a claim moves it, an end removes it. */
export class DynamoOutbox implements Outbox {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async put(mail: Mail, dueAt: Date): Promise<void> {
    const due = { state: 'pending', duePk: DUE_MAIL, dueAt: dueAt.toISOString() };
    await this.table.put(
      { ...outboxKey(mail.firmId, mail.mailId), ...due, attempt: 0, packed: await pack(mail) },
      { test: 'attribute_not_exists(#pk)' },
    );
  }

  async claim(
    firmId: string,
    mailId: string,
    now: Date,
    sender = '',
  ): Promise<{ mail: Mail; attempt: number } | undefined> {
    const dueAt = new Date(now.getTime() + CLAIM_MS).toISOString();
    const claimed = await this.table.update(
      outboxKey(firmId, mailId),
      {
        set: { state: 'sending', dueAt, ...(sender === '' ? {} : { claimedBy: sender }) },
        raise: ['attempt'],
        ...(sender === '' ? { remove: ['claimedBy'] } : {}),
      },
      {
        test: '#dueAt <= :now OR #claimedBy = :sender',
        values: { ':now': now.toISOString(), ':sender': sender },
      },
    );
    if (!claimed.met) return undefined;
    const { attempt, packed } = ClaimedSchema.parse(claimed.item);
    return { mail: await unpack(packed, MailSchema), attempt };
  }

  async sent(firmId: string, mailId: string, now: Date): Promise<void> {
    const expiresAt = epochSeconds(new Date(now.getTime() + SENT_KEPT_MS));
    await this.table.update(
      outboxKey(firmId, mailId),
      {
        set: { state: 'sent', sentAt: now.toISOString(), expiresAt },
        remove: ['duePk', 'dueAt', 'packed', 'claimedBy'],
      },
      { test: 'attribute_exists(#pk)' },
    );
  }

  async failed(firmId: string, mailId: string, outcome: Failure): Promise<void> {
    await this.table.update(
      outboxKey(firmId, mailId),
      'givenUp' in outcome
        ? { set: { state: 'given-up', reason: outcome.reason }, remove: ['duePk', 'dueAt', 'claimedBy'] }
        : { set: { state: 'pending', dueAt: outcome.retryAt.toISOString() }, remove: ['claimedBy'] },
      // One that another sender has sent in the meantime stays sent.
      { test: '#state = :sending', values: { ':sending': 'sending' } },
    );
  }

  async due(now: Date, limit: number): Promise<{ firmId: string; mailId: string }[]> {
    const { items } = await this.table.query({
      index: DUE_INDEX,
      keys: {
        test: '#duePk = :duePk AND #dueAt <= :now',
        values: { ':duePk': DUE_MAIL, ':now': now.toISOString() },
      },
      limit,
    });
    return items.map((item) => {
      const { pk, sk } = DueSchema.parse(item);
      return { firmId: firmIdFrom(pk), mailId: mailIdFrom(sk) };
    });
  }
}
