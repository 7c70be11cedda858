import { Stack } from 'aws-cdk-lib';
import type { DataStack } from './data-stack.ts';
import type { Grant } from './constructs/service-function.ts';

/** May take mails that it knows of from the outbox and send them from the one address of this service. */
export function mailGrants(data: DataStack): Grant[] {
  const identityArn = Stack.of(data).formatArn({
    service: 'ses',
    resource: 'identity',
    resourceName: data.mailFrom,
  });
  return [
    data.records.grantOf('UpdateItem'),
    (fn) => {
      fn.allow(['ses:SendEmail'], [identityArn]);
    },
  ];
}
