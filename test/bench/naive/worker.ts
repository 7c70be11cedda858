import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { XMLParser } from 'fast-xml-parser';
import { XeroClient } from 'xero-node';
import { z } from 'zod';

/** A worker as it is usually written: every library whole, one function for all. Bundled with default main fields. */
const logger = new Logger({ serviceName: 'naive' });
const metrics = new Metrics({ namespace: 'naive' });
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const services = [new SecretsManagerClient({}), new SESClient({}), new SFNClient({})];
const xero = new XeroClient({ clientId: 'id', clientSecret: 'secret', redirectUris: [], scopes: [] });
const EventSchema = z.object({ firmId: z.string() });
const parser = new XMLParser();

export const handler = middy((event: unknown) => {
  logger.info('called', { services: services.length, metrics: typeof metrics, documents: typeof documents });
  return Promise.resolve([EventSchema.parse(event), xero.config, typeof parser]);
});
