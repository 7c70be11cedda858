import { beforeEach, describe, expect, it } from 'vitest';
import { contract } from '../../../functions/trigger/record-mail-problem/contract.ts';
import { makeHandler } from '../../../functions/trigger/record-mail-problem/handler.ts';
import { InMemoryMailProblemRepository } from '../../support/fakes/mail-problem-repository.ts';

const AT = '2026-03-02T18:00:00.000Z';
let mailProblems: InMemoryMailProblemRepository;
beforeEach(() => {
  mailProblems = new InMemoryMailProblemRepository();
});
const take = (detail: object) => makeHandler({ mailProblems })(contract.input.parse({ detail }));
const bounced = (bounceType: string, ...addresses: string[]) =>
  take({
    eventType: 'Bounce',
    bounce: {
      bounceType,
      bouncedRecipients: addresses.map((emailAddress) => ({ emailAddress })),
      timestamp: AT,
    },
  });
const complained = (feedback: object) =>
  take({
    eventType: 'Complaint',
    complaint: { ...feedback, complainedRecipients: [{ emailAddress: 'ada@example.com' }], timestamp: AT },
  });

describe('an event of SES', () => {
  it('about a permanent bounce is kept for every address of it', async () => {
    expect(await bounced('Permanent', 'ada@example.com', 'Ben <Ben@example.com>', 'odd')).toEqual({
      recorded: 3,
    });
    for (const address of ['ada@example.com', 'ben@example.com']) {
      expect(await mailProblems.get(address)).toEqual({ kind: 'bounce', at: AT });
    }
    expect(await mailProblems.get('odd')).toBeUndefined();
  });

  it.each(['Transient', 'Undetermined'])('about a %s bounce is nothing to keep', async (type) => {
    expect(await bounced(type, 'ada@example.com')).toEqual({ recorded: 0 });
    expect(await mailProblems.get('ada@example.com')).toBeUndefined();
  });

  it.each([{}, { complaintFeedbackType: null }, { complaintFeedbackType: 'abuse' }])(
    'about a complaint (%j) is kept',
    async (feedback) => {
      await complained(feedback);
      expect(await mailProblems.get('ada@example.com')).toEqual({ kind: 'complaint', at: AT });
    },
  );

  it('about a mail that is said to be no spam is none', async () => {
    expect(await complained({ complaintFeedbackType: 'not-spam' })).toEqual({ recorded: 0 });
    expect(await mailProblems.get('ada@example.com')).toBeUndefined();
  });

  it('about anything else breaks the contract', () => {
    expect(contract.input.safeParse({ detail: { eventType: 'Open', open: {} } }).success).toBe(false);
  });
});
