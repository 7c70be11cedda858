import { DomainError } from '#domain/errors.ts';
import { makeGate, type Gate } from '#domain/access/gate.ts';
import type { User } from '#domain/user/user.ts';
import type { Caller } from '#runtime/http.ts';
import { makeHandler as makeDisconnect } from '../../../functions/api/delete-connection/handler.ts';
import { makeHandler as makeDeleteMfa } from '../../../functions/api/delete-mfa/handler.ts';
import { contract as listClients } from '../../../functions/api/list-clients/contract.ts';
import { contract as listUsers } from '../../../functions/api/list-users/contract.ts';
import { makeHandler as makeResetMfa } from '../../../functions/api/reset-user-mfa/handler.ts';
import { makeHandler as makeUpdateUser } from '../../../functions/api/update-user/handler.ts';
import { makeHandler as makeVerifyMfa } from '../../../functions/api/verify-mfa/handler.ts';
import { contract as preToken } from '../../../functions/trigger/pre-token-generation/contract.ts';
import { makeHandler as makePreToken } from '../../../functions/trigger/pre-token-generation/handler.ts';
import { ADMIN, CALLER, connectionWorld, FIRM, xeroConnection } from '../connection-world.ts';
import { connect } from '../oauth-browser.ts';
import { InMemoryFirmRepository } from '../fakes/firm-repository.ts';
import { InMemorySeatRepository } from '../fakes/seat-repository.ts';
import { InMemoryStayingAdminRepository } from '../fakes/staying-admin-repository.ts';

/** Of the pool's app client. */
const TOKEN_MILLISECONDS = 300_000;

export const PEOPLE: readonly User[] = [
  ADMIN,
  { ...ADMIN, userId: 'admin-2', name: 'Ben', email: 'ben@example.com' },
  { ...ADMIN, userId: 'member-1', name: 'Mia', email: 'mia@example.com', role: 'member' },
  { ...ADMIN, userId: 'member-2', name: 'Noa', email: 'noa@example.com', role: 'member' },
];

export interface Token {
  text: string;
  userId: string;
  /** Its session was opened with a code, by a person who still had the factor when it was made, as far as was told. */
  isWithMfa: boolean;
  issuedAt: number;
  claims: { firm?: string; mfa?: string };
}

export interface Session {
  userId: string;
  isOver: boolean;
  /** The password alone did not open it. */
  withCode: boolean;
}

/** A firm with the real gate, trigger and handlers, and a sign-in service that gives out tokens in virtual time. */
export async function mfaFirm() {
  const world = await connectionWorld();
  world.identity.listed = [xeroConnection('a')];
  for (const person of PEOPLE) await world.users.put(person);
  return new MfaFirm(world);
}

type World = Awaited<ReturnType<typeof connectionWorld>>;

export class MfaFirm {
  /** Those that may still be good. */
  tokens: Token[] = [];
  private given = 0;
  readonly sessions: Session[] = [];
  /** The sign-in service does not answer our questions, but goes on signing people in. */
  isSilent = false;
  private readonly gate: Gate;
  private readonly ports;

  constructor(readonly world: World) {
    const { clock, users, directory } = world;
    const signOut = directory.signOut.bind(directory);
    directory.signOut = (userId) => {
      for (const session of this.sessions) if (session.userId === userId) session.isOver = true;
      return signOut(userId);
    };
    this.ports = {
      ...world,
      stayingAdmins: new InMemoryStayingAdminRepository(),
      seats: new InMemorySeatRepository(),
    };
    this.gate = makeGate({
      ...{ users, clock, connections: world.connections, audit: world.audit },
      onUnrecorded: () => undefined,
      tokens: { verify: (text) => this.verify(text) },
    });
  }

  now(): number {
    return this.world.clock.now().getTime();
  }

  hasFactor(userId: string): boolean {
    return this.world.directory.withMfa.has(userId);
  }

  async signIn(userId: string): Promise<void> {
    if (this.world.directory.disabled.has(userId)) return;
    const session = { userId, isOver: false, withCode: this.hasFactor(userId) };
    this.sessions.push(session);
    await this.issue(session, 'TokenGeneration_Authentication');
  }

  async refresh(session: Session): Promise<void> {
    if (session.isOver || this.world.directory.disabled.has(session.userId)) return;
    await this.issue(session, 'TokenGeneration_RefreshTokens');
  }

  /** `full`: a route that restricted users may not call was reached; else the code of the refusal. */
  async ask(token: Token, as: 'member' | 'admin'): Promise<string> {
    const { access, operationId } = as === 'admin' ? listUsers : listClients;
    if (access.auth !== 'user') throw new Error('a public route');
    return this.gate(access, `Bearer ${token.text}`, { operationId, sourceIp: CALLER.sourceIp }).then(
      () => 'full',
      (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
    );
  }

  async connect(): Promise<void> {
    const connection = await this.world.connections.get(FIRM);
    if (connection?.state === 'connected') return;
    this.world.identity.listed = [xeroConnection('a')];
    // Without the firm's record nobody is mailed: mails are not looked at here, and cost more than all the rest.
    const firms = new InMemoryFirmRepository();
    const location = await connect({ ...this.world, firms });
    const isRefused = location.includes('connection=not-admin');
    if (!isRefused && !location.includes('connection=connected'))
      throw new Error(`connecting ended at ${location}`);
  }

  async disconnect(): Promise<void> {
    if ((await this.world.connections.get(FIRM)) === undefined) return;
    await makeDisconnect(this.ports)({ caller: await this.caller(ADMIN.userId, true) });
  }

  /** `meanwhile`: what befalls in the moment in which the factor is switched on. */
  async enrol(token: Token, meanwhile?: 'somebody signs in' | 'the connection breaks'): Promise<void> {
    if (this.hasFactor(token.userId)) return;
    const enrolment = { prove: () => Promise.resolve('proven' as const) };
    const caller = await this.caller(token.userId, token.claims.mfa === '1');
    const headers = { authorization: `Bearer ${token.text}` };
    const directory = meanwhile === undefined ? this.ports.directory : this.disturbed(meanwhile);
    const work = makeVerifyMfa({ ...this.ports, directory, enrolment });
    await work({ caller, headers, body: { code: '123456' } }).catch((error: unknown) => {
      if (meanwhile !== 'the connection breaks') throw error;
    });
  }

  /** Through our own API, which a sign-in without the factor may not. */
  async switchOff(token: Token): Promise<void> {
    await makeDeleteMfa(this.ports)({
      caller: await this.caller(token.userId, token.claims.mfa === '1'),
    }).catch(expected('SIGN_IN_AGAIN'));
  }

  switchOffBehindOurBack(userId: string): void {
    this.world.directory.withMfa.delete(userId);
  }

  async reset(userId: string): Promise<void> {
    await makeResetMfa(this.ports)({ caller: await this.caller(ADMIN.userId, true), path: { userId } });
  }

  async change(userId: string, body: { role?: 'admin' | 'member'; active?: boolean }): Promise<void> {
    const caller = await this.caller('admin-2', true);
    await makeUpdateUser(this.ports)({ caller, path: { userId }, body }).catch(expected('LAST_ADMIN'));
  }

  private disturbed(how: 'somebody signs in' | 'the connection breaks') {
    const { directory } = this.world;
    let isBroken = false;
    return {
      hasMfa: (userId: string) => directory.hasMfa(userId),
      switchMfa: async (userId: string, on: boolean) => {
        if (how === 'somebody signs in') await this.signIn(userId);
        await directory.switchMfa(userId, on);
        isBroken = how === 'the connection breaks';
      },
      signOut: (userId: string) =>
        isBroken ? Promise.reject(new Error('no answer')) : directory.signOut(userId),
    };
  }

  private async caller(userId: string, mfa: boolean): Promise<Caller> {
    const user = await this.world.users.get(FIRM, userId);
    if (user === undefined) throw new Error(`no user ${userId}`);
    return { ...CALLER, user, mfa };
  }

  private async issue({ userId, withCode }: Session, triggerSource: string): Promise<void> {
    const { users, audit, clock, directory } = this.world;
    const stamp = makePreToken({
      ...{ users, audit, clock },
      hasMfa: (_pool, name) =>
        this.isSilent ? Promise.reject(new Error('no answer')) : directory.hasMfa(name),
      sleep: () => new Promise(() => undefined),
      onRestricted: () => undefined,
    });
    const event = preToken.input.parse({
      ...{ triggerSource, userPoolId: 'pool', userName: userId },
      request: { userAttributes: { sub: userId, 'custom:firmId': FIRM } },
    });
    const answer = preToken.output.parse(await stamp(event));
    const { claimsToAddOrOverride } = answer.response.claimsAndScopeOverrideDetails.accessTokenGeneration;
    this.given += 1;
    this.tokens.push({
      text: `token-${String(this.given)}`,
      userId,
      isWithMfa: withCode && this.hasFactor(userId) && !this.isSilent,
      issuedAt: this.now(),
      claims: claimsToAddOrOverride,
    });
  }

  private verify(text: string) {
    const token = this.tokens.find((each) => each.text === text);
    if (token === undefined || this.now() >= token.issuedAt + TOKEN_MILLISECONDS) {
      return Promise.reject(new DomainError('unauthenticated', 'SIGNED_OUT', 'The token has run out.'));
    }
    const { firm = '', mfa } = token.claims;
    return Promise.resolve({ userId: token.userId, firmId: firm, mfa: mfa === '1' });
  }
}

const expected = (code: string) => (error: unknown) => {
  if (!(error instanceof DomainError) || error.code !== code) throw error;
};
