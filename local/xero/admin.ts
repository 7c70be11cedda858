import { randomUUID } from 'node:crypto';
import type { Accounts } from './accounts.ts';
import type { ArmedFault, Fault, Faults } from './faults.ts';
import type { RateLimits } from './limits.ts';
import type {
  Client,
  Contact,
  Practice,
  SeedClient,
  SeedContact,
  SeedPractice,
  Settings,
  User,
} from './model.ts';
import type { Practices } from './practices.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import type { TokenMint } from './tokens.ts';

export interface PracticeInfo extends Practice {
  clients: number;
  archived: number;
  deleted: number;
  /** E-mails of the Xero users whose connection of this practice to the app stands. */
  connectedBy: string[];
}

export type SettingsChange = Partial<Omit<Settings, 'limits'>> & { limits?: Partial<Settings['limits']> };

interface Parts {
  practices: Practices;
  accounts: Accounts;
  faults: Faults;
  log: RequestLog;
  limits: RateLimits;
  mint: TokenMint;
  settings: () => Settings;
  changeSettings: (change: SettingsChange) => void;
  now: () => number;
}

/** What people do in XPM and Xero, and what goes wrong there. A practice is named by its name or its tenant id. */
export class XeroAdmin {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  practices(): PracticeInfo[] {
    const { practices, accounts } = this.parts;
    return practices.all().map((practice) => {
      const clients = practices.clients(practice.tenantId);
      const holders = accounts.allConnections().filter(({ tenantId }) => tenantId === practice.tenantId);
      return {
        ...practice,
        clients: clients.length,
        archived: clients.filter(({ isArchived }) => isArchived).length,
        deleted: clients.filter(({ isDeleted }) => isDeleted).length,
        connectedBy: accounts
          .all()
          .filter(({ userId }) => holders.some((holder) => holder.userId === userId))
          .map(({ email }) => email),
      };
    });
  }

  addPractice = (seed: SeedPractice): string => this.parts.practices.add(seed).tenantId;

  /** `hideName`: `tenantName: null` in /connections. */
  changePractice = (practice: string, changes: Partial<Pick<Practice, 'name' | 'hideName'>>): void =>
    this.parts.practices.rename(this.tenantOf(practice), changes);
  setPracticeSize = (practice: string, clients: number): void =>
    this.parts.practices.resize(practice, clients);

  clients(practice: string, search = ''): (Client & { contacts: SeedContact[] })[] {
    const tenantId = this.tenantOf(practice);
    const wanted = search.toLowerCase();
    return this.parts.practices
      .clients(tenantId)
      .filter(({ name, uuid }) => name.toLowerCase().includes(wanted) || uuid === wanted)
      .map((client) => ({ ...client, contacts: this.parts.practices.contactsOf(tenantId, client) }));
  }

  /** Adds, or changes the given fields of the client with this uuid; answers the uuid. */
  upsertClient = (practice: string, client: Partial<SeedClient>): string =>
    this.parts.practices.upsertClient(practice, client);
  upsertContact = (practice: string, contact: Partial<Contact> & { uuid: string }): void =>
    this.parts.practices.upsertContact(practice, contact);
  /** Answers the new contact's uuid. */
  addContact(practice: string, client: string, contact: Omit<SeedContact, 'uuid'>): string {
    const uuid = randomUUID();
    const contacts = this.clients(practice, client).find((each) => each.uuid === client)?.contacts ?? [];
    this.upsertClient(practice, { uuid: client, contacts: [...contacts, { ...contact, uuid }] });
    return uuid;
  }

  archiveClient = (practice: string, uuid: string): string =>
    this.upsertClient(practice, { uuid, isArchived: true });
  restoreClient = (practice: string, uuid: string): string =>
    this.upsertClient(practice, { uuid, isArchived: false, isDeleted: false });
  deleteClient = (practice: string, uuid: string): string =>
    this.upsertClient(practice, { uuid, isDeleted: true });

  /** It vanishes from every list, as if it had never been. */
  removeClient = (practice: string, uuid: string): void => this.parts.practices.removeClient(practice, uuid);

  /** Refreshing goes on working, /connections drops the practice, its calls answer 403. */
  disconnectInXero = (practice: string): void =>
    this.parts.accounts.disconnectTenant(this.tenantOf(practice));

  /** 403 from now on, though /connections still lists the practice. Without an e-mail: of all its staff. */
  removePermission = (practice: string, email?: string): void =>
    this.parts.accounts.setPermission(this.tenantOf(practice), email, false);
  restorePermission = (practice: string, email?: string): void =>
    this.parts.accounts.setPermission(this.tenantOf(practice), email, true);

  /** The person leaves Xero: no sign-in, refresh answers invalid_grant, every connection of theirs is gone. */
  revokeUser = (email: string): void => this.parts.accounts.setRemoved(email, true);
  restoreUser = (email: string): void => this.parts.accounts.setRemoved(email, false);
  users = (): User[] => this.parts.accounts.all();
  fault = (fault: Fault): void => this.parts.faults.arm(fault);
  faults = (): ArmedFault[] => this.parts.faults.waiting();
  clearFaults = (): void => this.parts.faults.clear();
  requests = (): LoggedRequest[] => this.parts.log.all();

  /** Requests by what they are for, e.g. `{ list: 2, token: 1 }`. */
  counts = (): Record<string, number> => this.parts.log.counts();

  resetRequests(): void {
    this.parts.log.reset();
    this.parts.limits.highest.clear();
  }

  /** The most calls for one practice that were under way at once. */
  highestConcurrency = (practice: string): number =>
    this.parts.limits.highest.get(this.tenantOf(practice)) ?? 0;
  expireAccessTokens = (): void => this.parts.changeSettings({ expiredUpTo: this.parts.now() });

  /** Refresh tokens stop working at once; connections stay. */
  revokeRefreshTokens = (email: string): void =>
    this.parts.mint.revokeAll(this.parts.accounts.find(email).userId);
  advanceClock = (milliseconds: number): void =>
    this.parts.changeSettings({ clockOffsetMs: this.parts.settings().clockOffsetMs + milliseconds });
  settings = (): Settings => this.parts.settings();
  configure = (change: SettingsChange): void => this.parts.changeSettings(change);

  private tenantOf(practice: string): string {
    return this.parts.practices.find(practice).tenantId;
  }
}
