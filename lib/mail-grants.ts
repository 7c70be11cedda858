import { Stack } from 'aws-cdk-lib';
import type { DataStack } from './data-stack.ts';
import type { Grant } from './constructs/service-function.ts';

/**
 * May take mails that it knows of from the outbox, ask about their addresses, and send them from the one address of this
 * service. SES wants the right to both, the address and the configuration set.
 */
export function mailGrants(data: DataStack): Grant[] {
  const arnOf = (resource: string, resourceName: string) =>
    Stack.of(data).formatArn({ service: 'ses', resource, resourceName });
  return [
    data.records.grantOf('GetItem', 'UpdateItem'),
    (fn) => {
      fn.allow(
        ['ses:SendEmail'],
        [arnOf('identity', data.mailFrom), arnOf('configuration-set', data.mails.configurationSetName)],
      );
    },
  ];
}

/** Environment of a function that sends mail. */
export function mailEnvironment(data: DataStack) {
  return { MAIL_FROM: data.mailFrom, MAIL_CONFIGURATION_SET: data.mails.configurationSetName };
}
