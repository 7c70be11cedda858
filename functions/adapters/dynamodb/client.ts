import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One per function: its connections are kept and shared by all repositories. */
export function documentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    // Times the two attempts of a step or an event: four requests, and never a storm.
    maxAttempts: 2,
    // Without `throwOnRequestTimeout` a request that outlives its time is only warned about.
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
