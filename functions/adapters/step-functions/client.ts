import { SFNClient } from '@aws-sdk/client-sfn';

export function stepFunctionsClient(): SFNClient {
  return new SFNClient({
    // Times the two attempts of a step or an event: four requests, and never a storm.
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
}
