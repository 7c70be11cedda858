import { Logger } from '@aws-lambda-powertools/logger';

/** Structured log. Ids and codes only: never an event, a body, a token or a person's data. */
export const logger = new Logger({ serviceName: 'practice-sync' });
