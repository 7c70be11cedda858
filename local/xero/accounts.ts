import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Collection, StateStore } from '../state-store.ts';
import { type Practice, stableUuid, type User, UserSchema } from './model.ts';
import { UnknownRecordError } from './practices.ts';
import type { AccessToken, TokenMint } from './tokens.ts';

const ConnectionSchema = z.object({
  id: z.string(),
  userId: z.string(),
  tenantId: z.string(),
  tenantType: z.enum(['PRACTICEMANAGER', 'ORGANISATION', 'PRACTICE']),
  authEventId: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Connection = z.infer<typeof ConnectionSchema>;

export type AccessOutcome = { ok: true; token: AccessToken } | { ok: false; detail: string };

export interface Choice {
  tenantId: string;
  name: string;
  tenantType: Connection['tenantType'];
}

/** Who exists at Xero, what each of them may connect, and what is connected to the app. */
export class Accounts {
  private readonly users: Collection<User>;
  private readonly connections: Collection<Connection>;
  private readonly mint: TokenMint;
  private readonly now: () => number;

  constructor(state: StateStore, mint: TokenMint, now: () => number) {
    this.users = state.collection('xero-users', UserSchema);
    this.connections = state.collection('xero-connections', ConnectionSchema);
    this.mint = mint;
    this.now = now;
  }

  /** Per practice a partner (`partner@<first word>.example`), and for all of them one who has all, one without the permission, one bookkeeper. */
  addDemoUsers(practices: Practice[]): void {
    const add = (
      email: string,
      name: string,
      staffOf: User['staffOf'],
      organisations: User['organisations'] = [],
    ) => {
      this.users.set(email, {
        email,
        name,
        userId: stableUuid('user', email),
        staffOf,
        organisations,
        removed: false,
      });
    };
    const staff = (canConnect: boolean) => practices.map(({ tenantId }) => ({ tenantId, canConnect }));
    for (const { name, tenantId } of practices) {
      const word = name.toLowerCase().split(/[^a-z0-9]+/)[0] ?? 'practice';
      add(`partner@${word}.example`, `${name.split(' ')[0] ?? ''} Partner`, [{ tenantId, canConnect: true }]);
    }
    add('both@xero.example', 'Bo Both', staff(true));
    add('nopermission@xero.example', 'Noel Permission', staff(false));
    add(
      'bookkeeper@xero.example',
      'Bea Bookkeeper',
      [],
      [{ tenantId: stableUuid('organisation', 'cafe'), name: 'Kauri Cafe' }],
    );
  }

  all(): User[] {
    return this.users.entries().map(([, user]) => user);
  }

  staff(tenantId: string): User[] {
    return this.all().filter(
      (user) => !user.removed && user.staffOf.some((practice) => practice.tenantId === tenantId),
    );
  }

  find(email: string): User {
    const user = this.users.get(email.trim().toLowerCase());
    if (!user) throw new UnknownRecordError(`There is no Xero user ${email}.`);
    return user;
  }

  signIn(email: string): User | undefined {
    const user = this.users.get(email.trim().toLowerCase());
    return user?.removed ? undefined : user;
  }

  /** What the consent page may offer: practices where the permission is there, and organisations. */
  choices(user: User, practices: Practice[]): Choice[] {
    const allowed = practices.filter(({ tenantId }) => canConnect(user, tenantId));
    return [
      ...allowed.map(({ tenantId, name }): Choice => ({ tenantId, name, tenantType: 'PRACTICEMANAGER' })),
      ...user.organisations.map((organisation): Choice => ({ ...organisation, tenantType: 'ORGANISATION' })),
    ];
  }

  connect(userId: string, choice: Choice, authEventId: string): void {
    const old = this.connectionsOf(userId).find(({ tenantId }) => tenantId === choice.tenantId);
    const { tenantId, tenantType } = choice;
    const updatedAt = this.now();
    const id = old?.id ?? randomUUID();
    this.connections.set(id, {
      id,
      userId,
      tenantId,
      tenantType,
      authEventId,
      createdAt: old?.createdAt ?? updatedAt,
      updatedAt,
    });
  }

  connectionsOf(userId: string): Connection[] {
    return this.allConnections().filter((connection) => connection.userId === userId);
  }

  allConnections(): Connection[] {
    return this.connections.entries().map(([, connection]) => connection);
  }

  disconnect(id: string): void {
    this.connections.delete(id);
  }

  /** What "Disconnect" in Xero's own settings does: connections go, tokens stay. */
  disconnectTenant(tenantId: string): void {
    for (const connection of this.allConnections())
      if (connection.tenantId === tenantId) this.disconnect(connection.id);
  }

  setPermission(tenantId: string, email: string | undefined, allowed: boolean): void {
    for (const user of email === undefined ? this.all() : [this.find(email)]) {
      const staffOf = user.staffOf.map((practice) =>
        practice.tenantId === tenantId ? { tenantId, canConnect: allowed } : practice,
      );
      this.users.set(user.email, { ...user, staffOf });
    }
  }

  /** A removed user cannot sign in, loses every connection and every refresh token. */
  setRemoved(email: string, removed: boolean): void {
    const user = this.find(email);
    this.users.set(user.email, { ...user, removed });
    if (removed) this.revokeAll(user.userId);
  }

  revokeAll(userId: string): void {
    this.mint.revokeAll(userId);
    for (const connection of this.connectionsOf(userId)) this.disconnect(connection.id);
  }

  async checkBearer(header: string | undefined): Promise<AccessOutcome> {
    const bearer = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    const verdict = bearer === undefined ? 'unknown' : await this.mint.verify(bearer);
    if (verdict === 'unknown') return { ok: false, detail: 'AuthenticationUnsuccessful' };
    if ('expiredAt' in verdict)
      return { ok: false, detail: `TokenExpired: token expired at ${usDate(verdict.expiredAt)}` };
    return { ok: true, token: verdict };
  }

  /** A connection is needed, and the person behind the token must still be allowed to have it. */
  mayUse(token: AccessToken, tenantId: string): boolean {
    const user = this.all().find(({ userId }) => userId === token.userId);
    const connected = this.connectionsOf(token.userId).some(
      (connection) => connection.tenantId === tenantId && connection.tenantType === 'PRACTICEMANAGER',
    );
    return user !== undefined && !user.removed && connected && canConnect(user, tenantId);
  }
}

const canConnect = (user: User, tenantId: string) =>
  user.staffOf.some((practice) => practice.tenantId === tenantId && practice.canConnect);

/** 04/29/2020 09:22:02, as the gateway writes it. */
function usDate(moment: number): string {
  const [year = '', month = '', day = '', time = ''] = new Date(moment).toISOString().split(/[-T.]/);
  return `${month}/${day}/${year} ${time}`;
}
