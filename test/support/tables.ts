import type { CreateTableInput } from '../../local/dynamodb/engine.ts';

const key = (pk: string, sk: string) => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
];
const dueIndex = {
  IndexName: 'due-index',
  KeySchema: key('duePk', 'dueAt'),
  Projection: { ProjectionType: 'KEYS_ONLY' },
};
const listIndex = {
  IndexName: 'list-index',
  KeySchema: key('listPk', 'listSk'),
  Projection: {
    ProjectionType: 'INCLUDE',
    NonKeyAttributes: [
      ...['clientId', 'xpmUuid', 'name', 'status', 'email'],
      ...['phone', 'primaryContact', 'gap', 'webUrl', 'search'],
    ],
  },
};

function table(name: string, attributes: string[], indexes: unknown[]): CreateTableInput {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: key('pk', 'sk'),
    AttributeDefinitions: ['pk', 'sk', ...attributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  };
}

/** The three tables as `lib/data-stack.ts` declares them. */
export const RECORDS = table('Records', ['listPk', 'listSk', 'duePk', 'dueAt'], [listIndex, dueIndex]);
export const CONNECTIONS = table('Connections', ['duePk', 'dueAt'], [dueIndex]);
export const AUDIT = table('Audit', [], []);
export const TTL_ATTRIBUTE = 'expiresAt';
