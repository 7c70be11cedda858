import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions } from '../aws/client-options.ts';

export function stepFunctionsClient(): SFNClient {
  return new SFNClient(clientOptions());
}
