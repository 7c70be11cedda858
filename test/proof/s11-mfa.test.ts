import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRM } from '../support/connection-world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { type MfaFirm, mfaFirm, PEOPLE, type Token } from '../support/proof/mfa-firm.ts';
import { replayable } from '../support/proof/replayable.ts';

const FILE = 's11-mfa.test.ts';
/** Of 40 happenings each; a second of processor time is good for a hundred. */
const RUNS = 2_000;
const S11 = promise('S11', 'while the firm is connected, who lacks MFA is restricted', { floor: RUNS });
const COMMANDS = 40;
const SECOND = 1000;
/** How long a factor that was switched off may go on to count: the life of an access token. */
const LAG_MILLISECONDS = 300 * SECOND;

const who = fc.nat(PEOPLE.length - 1);
const which = fc.nat(1000);
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('connect') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disconnect') }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('sign in'), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('refresh'), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('enrol', 'switch off'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('enrol while somebody signs in', 'enrol and break off'),
      which,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('switch off behind our back', 'reset', 'sign out'), who }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('promote', 'demote', 'deactivate', 'activate'), who }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('fall silent', 'answer again') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 200 }) }) },
);
interface Command {
  do: string;
  who?: number;
  which?: number;
  seconds?: number;
}

const MEANWHILE = {
  enrol: undefined,
  'enrol while somebody signs in': 'somebody signs in',
  'enrol and break off': 'the connection breaks',
} as const;

async function act(firm: MfaFirm, { do: what, who: person = 0, which: number = 0, seconds = 0 }: Command) {
  const { userId } = PEOPLE[person]!;
  const session = firm.sessions[number % Math.max(1, firm.sessions.length)];
  const token = firm.tokens[number % Math.max(1, firm.tokens.length)];
  const isActive = (id: string) => firm.world.users.get(FIRM, id).then((user) => user?.active === true);
  switch (what) {
    case 'connect':
      return firm.connect();
    case 'disconnect':
      return firm.disconnect();
    case 'sign in':
      return firm.signIn(userId);
    case 'refresh':
      return session && firm.refresh(session);
    case 'enrol':
    case 'enrol while somebody signs in':
    case 'enrol and break off':
      // Neither needs the factor, so that any valid token will do.
      return token && (await isActive(token.userId)) ? firm.enrol(token, MEANWHILE[what]) : undefined;
    case 'switch off':
      return token && switchOff(firm, token);
    case 'switch off behind our back':
      firm.switchOffBehindOurBack(userId);
      return;
    case 'reset':
      return firm.reset(userId);
    case 'sign out':
      return firm.world.directory.signOut(userId);
    case 'promote':
    case 'demote':
      return firm.change(userId, { role: what === 'promote' ? 'admin' : 'member' });
    case 'deactivate':
    case 'activate':
      return firm.change(userId, { active: what === 'activate' });
    case 'fall silent':
    case 'answer again':
      firm.isSilent = what === 'fall silent';
      return;
    default:
      firm.world.clock.advance(seconds * SECOND);
  }
}

/** Only a sign-in with the factor may get rid of it. */
async function switchOff(firm: MfaFirm, token: Token): Promise<void> {
  const had = firm.hasFactor(token.userId);
  await firm.switchOff(token);
  if (had && !token.isWithMfa) expect(firm.hasFactor(token.userId)).toBe(true);
}

/** Since when each person has had no factor, as somebody sees it who stands beside. */
class Beside {
  private readonly without = new Map<string, number>();
  private readonly answers = { full: 0, refused: 0 };
  private turn = 0;
  private looks = 0;

  look(firm: MfaFirm): void {
    for (const { userId } of PEOPLE) {
      if (firm.hasFactor(userId)) this.without.delete(userId);
      else if (!this.without.has(userId)) this.without.set(userId, firm.now());
    }
  }

  /** Every token asks once more, up to the first time after its end; of those that say the same, one in turn. */
  async judge(firm: MfaFirm): Promise<void> {
    const connection = await firm.world.connections.get(FIRM);
    const isRequired = connection !== undefined && connection.state !== 'disconnected';
    const isOver = (token: Token) => firm.now() >= token.issuedAt + LAG_MILLISECONDS;
    const users = new Map((await firm.world.users.list(FIRM)).map((user) => [user.userId, user]));
    for (const token of this.oneOfEach(firm, isOver)) {
      const user = users.get(token.userId)!;
      const mayAsk = isRequired && !token.isWithMfa ? 'MFA_REQUIRED' : 'full';
      const member = isOver(token) || !user.active ? 'SIGNED_OUT' : mayAsk;
      const admin = member === 'full' && user.role !== 'admin' ? 'ADMIN_REQUIRED' : member;
      // Of the two kinds of route one after each happening.
      this.turn += 1;
      const as = this.turn % 2 === 0 ? ('member' as const) : ('admin' as const);
      const wanted = as === 'admin' ? admin : member;
      const told = await firm.ask(token, as);
      // Comparing in words costs more than all the rest.
      if (told !== wanted) expect({ token, as, told }).toEqual({ token, as, told: wanted });
      this.answers[told === 'full' ? 'full' : 'refused'] += 1;
      // Said once more without a word of when a token was made: nobody without a factor gets on for longer.
      const without = firm.now() - (this.without.get(token.userId) ?? Infinity);
      if (isRequired && told === 'full' && without >= LAG_MILLISECONDS)
        expect({ token, without }).toBeUndefined();
    }
    firm.tokens = firm.tokens.filter((token) => !isOver(token));
  }

  /** The last of its kind, or the first. */
  private oneOfEach(firm: MfaFirm, isOver: (token: Token) => boolean): Iterable<Token> {
    this.looks += 1;
    const tokens = this.looks % 2 === 0 ? firm.tokens : firm.tokens.toReversed();
    const kind = (token: Token) =>
      [token.userId, ...Object.values(token.claims), token.isWithMfa, isOver(token)].join();
    return new Map(tokens.map((token) => [kind(token), token])).values();
  }

  get counted() {
    return this.answers;
  }
}

describe('the rule of MFA', () => {
  it(`holds after each of ${String(COMMANDS)} things that happen to a firm, for every token ever given out`, async () => {
    // Thousands of refusals, of which nobody reads where they came from.
    Error.stackTraceLimit = 0;
    const answers = { full: 0, refused: 0 };
    const happenings = fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS });
    const property = fc.asyncProperty(happenings, async (commands: Command[]) => {
      const firm = await mfaFirm();
      const beside = new Beside();
      beside.look(firm);
      for (const each of commands) {
        await act(firm, each);
        beside.look(firm);
        await beside.judge(firm);
      }
      answers.full += beside.counted.full;
      answers.refused += beside.counted.refused;
    });
    for (const seed of eachSeed(RUNS)) {
      await replayable(FILE, seed, () => fc.assert(property, { seed, numRuns: 1 }));
      S11.held();
    }
    S11.figure('full answers', answers.full);
    S11.figure('refusals', answers.refused);
  });
});
