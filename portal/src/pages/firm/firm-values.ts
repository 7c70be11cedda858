import type { Firm, Input } from '../../api/types.ts';
import { firmText } from '../../text/firm.ts';

export type FirmChanges = NonNullable<Input<'update-firm'>['body']>;
export type Audience = Firm['recipients']['summary'];

/** The form's fields: a firm's settings as they are typed. */
export interface FirmValues {
  name: string;
  timeZone: string;
  syncTimes: string[];
  membersMaySync: boolean;
  summaryMail: Firm['summaryMail'];
  summaryTo: Audience;
  problemsTo: Audience;
}

export const MAX_SYNC_TIMES = 4;

export function valuesOf(firm: Firm): FirmValues {
  const { name, timeZone, syncTimes, membersMaySync, summaryMail, recipients } = firm;
  return {
    name,
    timeZone,
    syncTimes: [...syncTimes],
    membersMaySync,
    summaryMail,
    summaryTo: recipients.summary,
    problemsTo: recipients.problems,
  };
}

/** Only what differs: two admins who change different things at once keep both. Undefined if nothing does. */
export function changesOf(firm: Firm, values: FirmValues): FirmChanges | undefined {
  const before = valuesOf(firm);
  const recipients = {
    ...(same(before.summaryTo, values.summaryTo) ? {} : { summary: values.summaryTo }),
    ...(same(before.problemsTo, values.problemsTo) ? {} : { problems: values.problemsTo }),
  };
  const changes: FirmChanges = {
    ...(before.name === values.name.trim() ? {} : { name: values.name.trim() }),
    ...(before.timeZone === values.timeZone ? {} : { timeZone: values.timeZone }),
    ...(same(before.syncTimes, values.syncTimes) ? {} : { syncTimes: [...values.syncTimes].sort() }),
    ...(before.membersMaySync === values.membersMaySync ? {} : { membersMaySync: values.membersMaySync }),
    ...(before.summaryMail === values.summaryMail ? {} : { summaryMail: values.summaryMail }),
    ...(Object.keys(recipients).length === 0 ? {} : { recipients }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

function same(one: readonly string[] | string, other: readonly string[] | string): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

const missing = (text: string, words: string) => (text.trim() === '' ? words : null);
const nobody = (audience: Audience) => (audience.length === 0 ? firmText.peopleMissing : null);

/** What is wrong with each field, in words; null if nothing is. */
export const firmChecks = {
  name: (name: string) => missing(name, firmText.nameMissing),
  timeZone: (zone: string) => missing(zone, firmText.timeZoneMissing),
  syncTimes: (times: string[]) => times.map((_, index) => timeProblem(times, index)).find(isText) ?? null,
  summaryTo: nobody,
  problemsTo: nobody,
};

/** Of one time among all. */
export function timeProblem(times: readonly string[], index: number): string | null {
  const time = times[index] ?? '';
  if (!/^\d{2}:\d{2}$/.test(time)) return firmText.timeMissing;
  return times.indexOf(time) < index ? firmText.timeTwice : null;
}

function isText(problem: string | null): problem is string {
  return problem !== null;
}
