import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientOptions } from '../aws/client-options.ts';

/** One per function: its connections are kept and shared by all repositories. */
export function documentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient(clientOptions());
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
