import { expect, it } from 'vitest';
import type { MailProblemRepository } from '#domain/mail/ports.ts';
import { minutes, newFirm, NOW } from './samples.ts';

export function describeMailProblems(makeSubject: () => Promise<MailProblemRepository>): void {
  const bounce = (at = NOW) => ({ kind: 'bounce' as const, at: at.toISOString() });
  const complaint = (at = NOW) => ({ kind: 'complaint' as const, at: at.toISOString() });
  const address = () => `${newFirm()}@Example.com`;

  it('knows of an address, however it is written, and of no other', async () => {
    const [problems, to] = [await makeSubject(), address()];
    expect(await problems.get(to)).toBeUndefined();
    await problems.record(to, bounce());
    for (const written of [to, to.toLowerCase(), to.toUpperCase()]) {
      expect(await problems.get(written)).toEqual(bounce());
    }
    expect(await problems.get(address())).toBeUndefined();
  });

  it('keeps the first of each kind, and a complaint before a bounce', async () => {
    const [problems, to] = [await makeSubject(), address()];
    await problems.record(to, bounce());
    await problems.record(to, bounce(minutes(1)));
    expect(await problems.get(to)).toEqual(bounce());
    await problems.record(to, complaint(minutes(2)));
    expect(await problems.get(to)).toEqual(complaint(minutes(2)));
    await problems.record(to, complaint(minutes(3)));
    await problems.record(to, bounce(minutes(4)));
    expect(await problems.get(to)).toEqual(complaint(minutes(2)));
  });

  it('takes an address as long as there may be', async () => {
    const [problems, to] = [await makeSubject(), `${'x'.repeat(310)}@a.example`];
    await problems.record(to, complaint());
    expect(await problems.get(to)).toEqual(complaint());
  });
}
