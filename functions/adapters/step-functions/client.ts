import { SFNClient } from '@aws-sdk/client-sfn';

export function stepFunctionsClient(): SFNClient {
  return new SFNClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
}
