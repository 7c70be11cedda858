import type { MailProblem } from '#domain/mail/mail-problem.ts';
import type { MailProblemRepository } from '#domain/mail/ports.ts';

export class InMemoryMailProblemRepository implements MailProblemRepository {
  private readonly problems = new Map<string, MailProblem>();

  get(address: string): Promise<MailProblem | undefined> {
    return Promise.resolve(structuredClone(this.problems.get(address.toLowerCase())));
  }

  record(address: string, problem: MailProblem): Promise<void> {
    const known = this.problems.get(address.toLowerCase());
    if (known === undefined || (known.kind === 'bounce' && problem.kind === 'complaint')) {
      this.problems.set(address.toLowerCase(), structuredClone(problem));
    }
    return Promise.resolve();
  }
}
