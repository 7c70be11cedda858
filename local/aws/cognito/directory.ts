import { createHmac, randomUUID } from 'node:crypto';
import type { Collection, StateStore } from '../../state-store.ts';
import { AwsError } from '../service.ts';
import { invalidParameter, userNotFound } from './operation.ts';
import { type ClientDefinition, type PoolDefinition, type User, UserSchema } from './pool.ts';
import { passwordProof } from './srp.ts';

type Attribute = { Name: string; Value: string };

/** Pools, clients and users. */
export class Directory {
  private readonly pools = new Map<string, PoolDefinition>();
  private readonly users: Collection<User>;
  readonly now: () => number;

  constructor(state: StateStore, now: () => number) {
    this.users = state.collection('cognito-users', UserSchema);
    this.now = now;
  }

  definePool(definition: PoolDefinition): void {
    this.pools.set(definition.userPoolId, definition);
  }

  pool(userPoolId: string): PoolDefinition {
    const pool = this.pools.get(userPoolId);
    if (pool) return pool;
    throw new AwsError('ResourceNotFoundException', `User pool ${userPoolId} does not exist.`);
  }

  client(clientId: string): { pool: PoolDefinition; client: ClientDefinition } {
    for (const pool of this.pools.values()) {
      const client = pool.clients.find((candidate) => candidate.clientId === clientId);
      if (client) return { pool, client };
    }
    throw new AwsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  }

  everyone(): User[] {
    return this.users.entries().map(([, user]) => user);
  }

  all(userPoolId: string): User[] {
    return this.everyone().filter((user) => user.poolId === userPoolId);
  }

  /** By sub or by e-mail address, which Cognito compares without regard to case. */
  find(userPoolId: string, username: string): User | undefined {
    const direct = this.users.get(`${userPoolId}/${username}`);
    if (direct || !username.includes('@')) return direct;
    const email = username.toLowerCase();
    return this.all(userPoolId).find((user) => user.attributes['email'] === email);
  }

  get(userPoolId: string, username: string): User {
    this.pool(userPoolId);
    const user = this.find(userPoolId, username);
    if (!user) throw userNotFound();
    return user;
  }

  create(pool: PoolDefinition, email: string, attributes: Attribute[], password: string): User {
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidParameter('Username should be an email.');
    if (this.find(pool.userPoolId, email)) {
      throw new AwsError('UsernameExistsException', 'User account already exists');
    }
    const sub = randomUUID();
    const at = this.now();
    const user: User = {
      poolId: pool.userPoolId,
      sub,
      attributes: { ...checked(pool, attributes), email: email.toLowerCase(), sub },
      enabled: true,
      status: 'FORCE_CHANGE_PASSWORD',
      createdAt: at,
      modifiedAt: at,
      ...passwordProof(pool.userPoolId, sub, password),
      passwordSetAt: at,
      failures: 0,
      lastFailureAt: 0,
      totp: { secret: null, pending: null, enabled: false, preferred: false, lastStep: 0 },
      resetCode: null,
    };
    this.users.set(`${user.poolId}/${sub}`, user);
    return user;
  }

  setAttributes(pool: PoolDefinition, user: User, attributes: Attribute[]): void {
    const changes = checked(pool, attributes);
    if ('sub' in changes) throw invalidParameter('user.sub: Attribute cannot be updated.');
    const email = changes['email']?.toLowerCase();
    if (email !== undefined && email !== user.attributes['email']) {
      if (this.find(pool.userPoolId, email)) {
        throw new AwsError('AliasExistsException', 'An account with the email already exists.');
      }
      changes['email'] = email;
      changes['email_verified'] ??= 'false';
    }
    // an empty value deletes an attribute
    const next = Object.entries({ ...user.attributes, ...changes }).filter(([, value]) => value !== '');
    this.update(user, { attributes: Object.fromEntries(next) });
  }

  setPassword(user: User, password: string, status: User['status']): User {
    return this.update(user, {
      ...passwordProof(user.poolId, user.sub, password),
      status,
      passwordSetAt: this.now(),
      failures: 0,
      resetCode: null,
    });
  }

  /** Only what an administrator would call a change of the user moves its date of modification. */
  update(user: User, changes: Partial<User>): User {
    const current = this.get(user.poolId, user.sub);
    const next = { ...current, ...changes, modifiedAt: this.now() };
    this.users.set(`${user.poolId}/${user.sub}`, next);
    return next;
  }

  note(user: User, changes: Partial<Pick<User, 'failures' | 'lastFailureAt' | 'totp' | 'resetCode'>>): User {
    const next = { ...this.get(user.poolId, user.sub), ...changes };
    this.users.set(`${user.poolId}/${user.sub}`, next);
    return next;
  }

  delete(user: User): void {
    this.users.delete(`${user.poolId}/${user.sub}`);
  }
}

/** The same made-up UUID each time someone asks for a user who does not exist, so that the answer gives nothing away. */
export function simulatedSub(key: string, username: string): string {
  const hex = createHmac('sha256', key).update(username.toLowerCase()).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

function checked(pool: PoolDefinition, attributes: Attribute[]): Record<string, string> {
  for (const { Name } of attributes) {
    if (!Name.startsWith('custom:') || pool.customAttributes === undefined) continue;
    if (pool.customAttributes.includes(Name.slice('custom:'.length))) continue;
    throw invalidParameter(
      `Attributes did not conform to the schema: Type for attribute {${Name}} could not be determined`,
    );
  }
  return Object.fromEntries(attributes.map(({ Name, Value }) => [Name, Value]));
}

export function attributeList(user: User): Attribute[] {
  return Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value }));
}
