import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ClientRepository } from '#domain/client/ports.ts';
import { contract } from '../../../functions/api/list-clients/contract.ts';
import { makeHandler } from '../../../functions/api/list-clients/handler.ts';
import { aUser } from '../../support/builders.ts';
import { billOf, units } from '../counted/bill.ts';
import { count, exact, type Figure } from '../figure.ts';

const ROWS_SHOWN = 25;

/** What the list of clients costs, past the sign-in that every route has. */
export async function portalRows(
  documents: DynamoDBDocumentClient,
  clients: ClientRepository,
): Promise<Figure[]> {
  const handler = makeHandler({ clients });
  const caller = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'request-1' };
  let body = '';
  const { reads } = await billOf(documents, async () => {
    const answer = await handler({ caller, query: { limit: ROWS_SHOWN, status: 'current' } });
    body = JSON.stringify(contract.success.schema.parse(answer.body));
    if (answer.body.clients.length !== ROWS_SHOWN) throw new Error('The page is not full');
  });
  const row = 'portal-page' as const;
  const queries = [...reads.values()].reduce((sum, { requests }) => sum + requests, 0);
  const of = `${String(ROWS_SHOWN)} clients of the list`;
  return [
    count({ row, id: 'portal-page.reads', what: of, value: exact(units(reads)), unit: 'RRU', goal: 1 }),
    count({ row, id: 'portal-page.queries', what: of, value: queries, unit: 'queries', goal: 1 }),
    count({
      row,
      id: 'portal-page.bytes',
      what: of,
      value: Buffer.byteLength(body),
      unit: 'B of JSON',
      goal: 10_000,
    }),
  ];
}
