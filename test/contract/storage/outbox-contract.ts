import { expect, it } from 'vitest';
import type { Outbox } from '#domain/mail/ports.ts';
import { mailOf, minutes, newFirm, NOW } from './samples.ts';

export function describeOutbox(makeSubject: () => Promise<Outbox>): void {
  const setup = async (mailId = 'summary/s-1/u-1') => {
    const [outbox, firmId] = [await makeSubject(), newFirm()];
    await outbox.put(mailOf(firmId, mailId), NOW);
    return { outbox, firmId, mailId };
  };

  it('gives a mail to one claimer for 3 minutes', async () => {
    const { outbox, firmId, mailId } = await setup();
    const claims = await Promise.all(Array.from({ length: 12 }, () => outbox.claim(firmId, mailId, NOW)));
    expect(claims.filter((claim) => claim !== undefined)).toEqual([
      { mail: mailOf(firmId, mailId), attempt: 1 },
    ]);
    expect(await outbox.claim(firmId, mailId, minutes(2))).toBeUndefined();
    expect(await outbox.due(minutes(2), 5)).toEqual([]);
    expect(await outbox.due(minutes(3), 5)).toEqual([{ firmId, mailId }]);
    expect(await outbox.claim(firmId, mailId, minutes(3))).toMatchObject({ attempt: 2 });
  });

  it('lets a named sender take up its own claim at once, and nobody else', async () => {
    const { outbox, firmId, mailId } = await setup();
    expect(await outbox.claim(firmId, mailId, NOW, 'step/1')).toMatchObject({ attempt: 1 });
    expect(await outbox.claim(firmId, mailId, NOW, 'step/2')).toBeUndefined();
    expect(await outbox.claim(firmId, mailId, NOW)).toBeUndefined();
    expect(await outbox.claim(firmId, mailId, minutes(1), 'step/1')).toMatchObject({ attempt: 2 });
    // once somebody else has it, the name helps no longer
    expect(await outbox.claim(firmId, mailId, minutes(9))).toMatchObject({ attempt: 3 });
    expect(await outbox.claim(firmId, mailId, minutes(9), 'step/1')).toBeUndefined();
  });

  it.each(['sent', 'failed', 'given up'])('lets a named sender not take up what is %s', async (end) => {
    const { outbox, firmId, mailId } = await setup();
    await outbox.claim(firmId, mailId, NOW, 'step/1');
    if (end === 'sent') await outbox.sent(firmId, mailId, NOW);
    else if (end === 'failed') await outbox.failed(firmId, mailId, { retryAt: minutes(5) });
    else await outbox.failed(firmId, mailId, { givenUp: true, reason: 'refused' });
    expect(await outbox.claim(firmId, mailId, minutes(1), 'step/1')).toBeUndefined();
  });

  it('knows nothing of an unknown mail', async () => {
    const { outbox, firmId, mailId } = await setup();
    expect(await outbox.claim(firmId, 'other', NOW)).toBeUndefined();
    expect(await outbox.claim(newFirm(), mailId, NOW)).toBeUndefined();
    await outbox.sent(firmId, 'other', NOW);
    await outbox.failed(firmId, 'other', { retryAt: NOW });
    expect(await outbox.due(NOW, 5)).toEqual([{ firmId, mailId }]);
  });

  it('sends once, however often the mail is put', async () => {
    const { outbox, firmId, mailId } = await setup();
    await outbox.put({ ...mailOf(firmId, mailId), subject: 'Other' }, minutes(1));
    expect((await outbox.claim(firmId, mailId, NOW))?.mail.subject).toBe('Your sync');
    await outbox.put(mailOf(firmId, mailId), minutes(1));
    expect(await outbox.claim(firmId, mailId, minutes(1))).toBeUndefined();
    await outbox.sent(firmId, mailId, minutes(1));
    await outbox.put(mailOf(firmId, mailId), minutes(2));
    expect(await outbox.claim(firmId, mailId, minutes(999))).toBeUndefined();
    expect(await outbox.due(minutes(999), 5)).toEqual([]);
  });

  it('tries again at the time that was set, not before', async () => {
    const { outbox, firmId, mailId } = await setup();
    await outbox.claim(firmId, mailId, NOW);
    await outbox.failed(firmId, mailId, { retryAt: minutes(30) });
    expect(await outbox.claim(firmId, mailId, minutes(29))).toBeUndefined();
    expect(await outbox.due(minutes(29), 5)).toEqual([]);
    expect(await outbox.due(minutes(30), 5)).toEqual([{ firmId, mailId }]);
    expect(await outbox.claim(firmId, mailId, minutes(30))).toMatchObject({ attempt: 2 });
  });

  it('gives up for good', async () => {
    const { outbox, firmId, mailId } = await setup();
    await outbox.claim(firmId, mailId, NOW);
    await outbox.failed(firmId, mailId, { givenUp: true, reason: 'address refused' });
    await outbox.put(mailOf(firmId, mailId), minutes(1));
    expect(await outbox.claim(firmId, mailId, minutes(999))).toBeUndefined();
    expect(await outbox.due(minutes(999), 5)).toEqual([]);
  });

  it('keeps a mail sent that a slower sender reports as failed', async () => {
    const { outbox, firmId, mailId } = await setup();
    await outbox.claim(firmId, mailId, NOW);
    await outbox.claim(firmId, mailId, minutes(20));
    await outbox.sent(firmId, mailId, minutes(21));
    await outbox.failed(firmId, mailId, { retryAt: minutes(22) });
    expect(await outbox.due(minutes(999), 5)).toEqual([]);
    expect(await outbox.claim(firmId, mailId, minutes(999))).toBeUndefined();
  });

  it('lists what is due, longest waiting first, as many as asked for', async () => {
    const { outbox, firmId, mailId } = await setup();
    const other = newFirm();
    await outbox.put(mailOf(other, 'b'), minutes(2));
    await outbox.put(mailOf(other, 'a'), minutes(1));
    expect(await outbox.due(minutes(1), 5)).toEqual([
      { firmId, mailId },
      { firmId: other, mailId: 'a' },
    ]);
    expect(await outbox.due(minutes(9), 2)).toHaveLength(2);
  });
}
