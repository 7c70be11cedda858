import { Logger } from '@aws-lambda-powertools/logger';
import { SERVICE } from './metrics-contract.ts';

/** Structured log. Ids and codes only: never an event, a body, a token or a person's data. */
export const logger = new Logger({ serviceName: SERVICE });
