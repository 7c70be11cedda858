import { describe, expect, it } from 'vitest';
import { audienceOf } from '#domain/firm/audience.ts';
import { ADMINS_GET_ALL, type Audience, DEFAULT_SYNC_TIMES, FirmSchema } from '#domain/firm/firm.ts';
import { TimeZoneSchema } from '#domain/firm/time-zone.ts';
import { UserSchema } from '#domain/user/user.ts';
import { aFirm, aUser } from '../../../support/builders.ts';

const accepts = (change: object) => FirmSchema.safeParse({ ...aFirm(), ...change }).success;
const ids = (count: number) => Array.from({ length: count }, (_, n) => `user-${String(n)}`);

describe('a firm', () => {
  it.each([
    ['as it begins', aFirm({ syncTimes: DEFAULT_SYNC_TIMES })],
    ['with seats and recipients', aFirm({ seats: 5, recipients: { summary: ['ada'], problems: 'admins' } })],
    ['whose admins get all mails', aFirm({ recipients: ADMINS_GET_ALL, membersMaySync: true })],
    ['that hears of every run', aFirm({ summaryMail: 'every-run' })],
    ['that hears of failures', aFirm({ summaryMail: 'failures' })],
  ])('is stored as it is: %s', (_what, firm) => {
    expect(FirmSchema.parse(firm)).toStrictEqual(firm);
  });

  it.each([
    ['name', '', 'x', 'x'.repeat(200), 'x'.repeat(201)],
    ['timeZone', '', 'x', 'Pacific/Auckland', 7],
    [
      'syncTimes',
      [],
      ['00:00'],
      ['00:00', '06:00', '18:00', '23:59'],
      ['01:00', '02:00', '03:00', '04:00', '05:00'],
    ],
    ['seats', 0, 1, 10_000, 10_001],
  ])('%s: neither %j nor more than there may be', (field, tooLittle, least, most, tooMuch) => {
    const taken = [tooLittle, least, most, tooMuch].map((value) => accepts({ [field]: value }));
    expect(taken).toEqual([false, true, true, false]);
  });

  it.each(['24:00', '6:00', '06:60', '06:0', ' 06:00', '06:00 ', '06.00', '106:00', '06:000'])(
    'has no sync at %j',
    (time) => {
      expect(accepts({ syncTimes: [time] })).toBe(false);
    },
  );

  it.each(['00:00', '09:59', '19:30', '20:00', '23:59'])('may sync at %s', (time) => {
    expect(accepts({ syncTimes: [time] })).toBe(true);
  });

  it.each([
    ['nobody', [], false],
    ['one', ['ada'], true],
    ['twenty', ids(20), true],
    ['twenty-one', ids(21), false],
    ['one twice', ['ada', 'ada'], false],
    ['one without an id', [''], false],
    ['one with the longest id', ['x'.repeat(64)], true],
    ['one with a longer id', ['x'.repeat(65)], false],
    ['a group that is not known', 'members', false],
  ])('sends its mails to %s: %#', (_who, audience, taken) => {
    expect(accepts({ recipients: { summary: audience, problems: 'admins' } })).toBe(taken);
    expect(accepts({ recipients: { summary: 'admins', problems: audience } })).toBe(taken);
  });
});

describe('a time zone', () => {
  it.each([
    ['Pacific/Auckland', true],
    ['UTC', true],
    ['Mars/Olympus', false],
    ['+13:00', false],
    ['', false],
    [`Pacific/Auckland${' '.repeat(60)}`, false],
  ])('%j: %s', (name, known) => {
    expect(TimeZoneSchema.safeParse(name).success).toBe(known);
  });
});

describe('who gets a mail', () => {
  const users = [
    aUser('ada'),
    aUser('ben', { role: 'member' }),
    aUser('cal', { active: false }),
    aUser('dot', { role: 'member', active: false }),
  ];
  const namesOf = (recipients?: typeof ADMINS_GET_ALL) =>
    audienceOf(recipients === undefined ? {} : { recipients }, 'summary', users).map(({ userId }) => userId);

  it.each<[string, Audience | undefined, string[]]>([
    ['the admins, unless somebody is named', undefined, ['ada']],
    ['the admins, where they are named', 'admins', ['ada']],
    ['who is named, admin or not', ['ben'], ['ben']],
    ['of those named who is active', ['ben', 'dot'], ['ben']],
    ['the admins, when of those named nobody is left', ['cal', 'dot', 'nobody'], ['ada']],
  ])('is %s', (_who, summary, names) => {
    expect(namesOf(summary === undefined ? undefined : { summary, problems: ['ben'] })).toEqual(names);
  });
});

describe('a user', () => {
  const user = aUser('ada', { role: 'member', lastSignInAt: '2026-03-02T18:00:00.000Z' });
  it.each([
    ['a member who signed in', {}, true],
    ['an admin', { role: 'admin' }, true],
    ['another role', { role: '' }, false],
    ['no id', { userId: '' }, false],
    ['no name', { name: '' }, false],
    ['the longest name', { name: 'x'.repeat(200) }, true],
    ['a longer name', { name: 'x'.repeat(201) }, false],
    ['no address', { email: 'ada' }, false],
  ])('may be stored with %s: %#', (_what, change, taken) => {
    const parsed = UserSchema.safeParse({ ...user, ...change });
    expect(parsed.success ? parsed.data : false).toStrictEqual(taken ? { ...user, ...change } : false);
  });
});
