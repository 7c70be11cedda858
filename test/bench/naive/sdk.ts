import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';

/** DynamoDB and nothing else, bundled as the product is: what any function that stores something starts with. */
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const handler = (table: string) => [
  documents,
  new GetCommand({ TableName: table, Key: {} }),
  new PutCommand({ TableName: table, Item: {} }),
  new QueryCommand({ TableName: table }),
];
