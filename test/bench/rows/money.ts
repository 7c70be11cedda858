import { count, exact, type Figure } from '../figure.ts';
import { units } from '../counted/bill.ts';
import type { Counted } from '../counted/world.ts';
import { INCLUDED_GB, monthlyGigabytes, type Syncs } from '../counted/egress.ts';

/** US$, us-east-1; sources and reservations in the reference, sections 4, 5 and 8. */
const PRICE = {
  transition: 25e-6,
  invocation: 0.2e-6,
  gigabyteSecond: 13.33e-6,
  write: 0.625e-6,
  read: 0.125e-6,
  mail: 100e-6,
  key: 6e-6,
  logByte: 0.5e-9,
  egressGigabyte: 1.5,
};
/** Of Find changes, the largest of the functions. */
const GIGABYTES = 1;
const LOG_BYTES = 5_000;
/** A full comparison a week, at two syncs a day. */
const FULL_SHARE = 1 / 14;
const SYNCS_A_MONTH = 600_000;

type Part = 'workflow' | 'functions' | 'storage' | 'mail' | 'keys and logs' | 'egress';

/** The reference's formula (section 8) fed with what was counted; seconds alone stay its assumption. */
export function moneyRows(clients: number, syncs: Syncs): Figure[] {
  const { changed, changedFull } = syncs;
  const mean = (of: (sync: Counted) => number) =>
    (1 - FULL_SHARE) * of(changed) + FULL_SHARE * of(changedFull);
  const seconds = 3 + 0.002 * 0.01 * clients + FULL_SHARE * 0.0022 * clients;
  const overage = Math.max(0, monthlyGigabytes(syncs) - INCLUDED_GB) / SYNCS_A_MONTH;
  const parts: Record<Part, number> = {
    workflow: PRICE.transition * mean(({ transitions }) => transitions),
    functions:
      PRICE.invocation * mean(({ invocations }) => invocations) + PRICE.gigabyteSecond * GIGABYTES * seconds,
    storage:
      PRICE.write * mean(({ bill }) => units(bill.writes)) +
      PRICE.read * mean(({ bill }) => units(bill.reads)),
    mail: PRICE.mail * mean(({ mails }) => mails),
    'keys and logs': PRICE.key + PRICE.logByte * LOG_BYTES,
    egress: PRICE.egressGigabyte * overage,
  };
  const perMillion = (dollars: number) => exact((dollars / clients) * 1e6);
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const row = 'money' as const;
  const unit = 'US$ per million client-syncs';
  return [
    count({
      row,
      id: 'money.total',
      what: `${clients.toLocaleString('en-US')} clients, 1 % changed, a full sync a week`,
      value: perMillion(total),
      unit,
      goal: 0.13,
    }),
    ...Object.entries(parts).map(([name, dollars]) =>
      count({
        row,
        id: `money.${name.replaceAll(' ', '-')}`,
        what: `of which ${name}`,
        value: perMillion(dollars),
        unit,
      }),
    ),
  ];
}
