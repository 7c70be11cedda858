import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  ADMINS_GET_ALL,
  AudienceSchema,
  FirmSchema,
  type Firm,
  type FirmChanges,
} from '#domain/firm/firm.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import { firmKey } from './keys.ts';
import { Table, type Item } from './table.ts';

/** Each audience is an attribute of its own: one inside a map that is not there yet could not be set by itself. */
const AudiencesSchema = z.object({
  summaryTo: AudienceSchema.optional(),
  problemsTo: AudienceSchema.optional(),
});

export class DynamoFirmRepository implements FirmRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async get(firmId: string): Promise<Firm | undefined> {
    const item = await this.table.get(firmKey(firmId));
    return item && firmIn(item);
  }

  async create({ recipients, ...firm }: Firm): Promise<boolean> {
    const created = await this.table.put(
      { ...firm, ...audiences(recipients), ...firmKey(firm.firmId) },
      { test: 'attribute_not_exists(#pk)' },
    );
    return created.met;
  }

  async setSeats(firmId: string, seats: number): Promise<boolean> {
    const exists = { test: 'attribute_exists(#pk)' };
    return (await this.table.update(firmKey(firmId), { set: { seats } }, exists)).met;
  }

  async update(firmId: string, { recipients, ...changes }: FirmChanges): Promise<Firm | undefined> {
    const updated = await this.table.update(
      firmKey(firmId),
      { set: { ...changes, ...audiences(recipients) } },
      { test: 'attribute_exists(#pk)' },
    );
    return updated.met && updated.item ? firmIn(updated.item) : undefined;
  }
}

function audiences(recipients: FirmChanges['recipients']): Item {
  return { summaryTo: recipients?.summary, problemsTo: recipients?.problems };
}

function firmIn(item: Item): Firm {
  const firm = FirmSchema.omit({ recipients: true }).parse(item);
  const { summaryTo: summary, problemsTo: problems } = AudiencesSchema.parse(item);
  if (summary === undefined && problems === undefined) return firm;
  const recipients = {
    summary: summary ?? ADMINS_GET_ALL.summary,
    problems: problems ?? ADMINS_GET_ALL.problems,
  };
  return { ...firm, recipients };
}
