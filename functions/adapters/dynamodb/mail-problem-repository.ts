import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MailProblemSchema, type MailProblem } from '#domain/mail/mail-problem.ts';
import type { MailProblemRepository } from '#domain/mail/ports.ts';
import { mailProblemKey } from './keys.ts';
import { Table } from './table.ts';

export class DynamoMailProblemRepository implements MailProblemRepository {
  private readonly table: Table;

  constructor(client: DynamoDBDocumentClient, recordsTable: string) {
    this.table = new Table(client, recordsTable);
  }

  async get(address: string): Promise<MailProblem | undefined> {
    const item = await this.table.get(mailProblemKey(address));
    return item && MailProblemSchema.parse(item);
  }

  async record(address: string, problem: MailProblem): Promise<void> {
    const isNew = 'attribute_not_exists(#pk)';
    await this.table.put(
      { ...mailProblemKey(address), ...problem },
      problem.kind === 'bounce'
        ? { test: isNew }
        : { test: `${isNew} OR #kind = :bounce`, values: { ':bounce': 'bounce' } },
    );
  }
}
