import type { Tally } from './tally.ts';

const DAYS_PER_MONTH = 30.4;

/** US dollars, list prices of us-east-1 on demand; Xero's above the 250 GB a month that its Advanced tier includes. */
const PRICE = {
  transition: 25e-6,
  invocation: 0.2e-6,
  lambdaGbSecond: 13.33e-6,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  mail: 100e-6,
  keyUse: 3e-6,
  logByte: 0.5e-9,
  xeroByte: 1.5e-9,
} as const;
const INCLUDED_BYTES = 250e9;
const LAMBDA_GB = 0.5;

/**
 * Of one sync beside its clients, from the steps of the code: claim 3, due time 3, tokens 2, lease 4, history 1, audit
 * 2, end 3. A client is one unit and, when its row of the list changes, one or two more; its change page a third of one.
 */
const WRITE_UNITS = { sync: 18, client: 2.3, mail: 5 };
const READ_UNITS = { sync: 14, unchangedOfFull: 0.08, changed: 0.5 };
const LOG_BYTES = 5_000;
const KEY_USES = 2;

export type Cost = Record<string, number>;

/** A month of such days. */
export function monthlyCost({ units, begins }: Tally, meanClients: number): Cost {
  const syncs = begins.full + begins.delta;
  const writes =
    syncs * WRITE_UNITS.sync + units.clientWrites * WRITE_UNITS.client + units.mails * WRITE_UNITS.mail;
  const reads =
    syncs * READ_UNITS.sync +
    begins.full * meanClients * READ_UNITS.unchangedOfFull +
    units.clientWrites * READ_UNITS.changed;
  const month = (day: number) => day * DAYS_PER_MONTH;
  const cost = {
    'Step Functions': month(units.transitions * PRICE.transition),
    Lambda: month(
      units.invocations * PRICE.invocation + units.lambdaSeconds * LAMBDA_GB * PRICE.lambdaGbSecond,
    ),
    DynamoDB: month(writes * PRICE.writeUnit + reads * PRICE.readUnit),
    SES: month(units.mails * PRICE.mail),
    'KMS and logs': month(syncs * (KEY_USES * PRICE.keyUse + LOG_BYTES * PRICE.logByte)),
    'Xero beyond 250 GB': Math.max(0, month(units.xeroBytes) - INCLUDED_BYTES) * PRICE.xeroByte,
  };
  return { ...cost, total: Object.values(cost).reduce((sum, part) => sum + part, 0) };
}
