import { AccessRefusedError } from '#domain/connection/errors.ts';
import type {
  PracticeGateway,
  PracticeListRequest,
  PracticeQuota,
  PracticeRecord,
} from '#domain/practice/ports.ts';
import type { Clock } from '#domain/system.ts';
import { xeroConnection } from '../connection-world.ts';
import type { FakeXeroIdentity } from '../fakes/xero-identity.ts';
import { ScriptedPractice } from '../practice/scripted-practice.ts';
import { uuidNo } from '../practice/xml.ts';

/** One practice for each firm, all of one Xero user; what is not connected there refuses the list. */
export class Practices implements PracticeGateway {
  private readonly practices = new Map<string, ScriptedPractice>();
  /** When each access token ends, by Xero's clock. */
  private readonly lives = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly identity: FakeXeroIdentity,
  ) {
    const issue = identity.issue.bind(identity);
    identity.issue = () => {
      const tokens = issue();
      this.lives.set(tokens.accessToken, tokens.accessTokenExpiresAt.getTime());
      return tokens;
    };
  }

  /** The practice of the firm of that number. */
  at(firm: number): ScriptedPractice {
    const tenantId = tenantOf(firm);
    const practice = this.practices.get(tenantId) ?? new ScriptedPractice(this.clock);
    this.practices.set(tenantId, practice);
    return practice;
  }

  grant(firm: number): void {
    this.withdraw(firm);
    const granted = xeroConnection(String(firm), { authEventId: `event-${String(firm)}` });
    this.identity.listed.push(granted);
    this.identity.authEventId = `event-${String(firm)}`;
  }

  withdraw(firm: number): void {
    this.identity.listed = this.identity.listed.filter(({ tenantId }) => tenantId !== tenantOf(firm));
  }

  /** Every record that XPM lists right now. */
  async records(firm: number): Promise<PracticeRecord[]> {
    const records: PracticeRecord[] = [];
    const request = { accessToken: '', tenantId: tenantOf(firm) };
    for await (const record of this.at(firm).listClients(request)) records.push(record);
    return records;
  }

  async *listClients(request: PracticeListRequest): AsyncGenerator<PracticeRecord, PracticeQuota, undefined> {
    const { tenantId, accessToken } = request;
    if ((this.lives.get(accessToken) ?? 0) <= this.clock.now().getTime()) throw new AccessRefusedError(401);
    const practice = this.practices.get(tenantId);
    const granted = this.identity.listed.some((each) => each.tenantId === tenantId);
    if (practice === undefined || !granted) throw new AccessRefusedError(403);
    return yield* practice.listClients(request);
  }
}

export const tenantOf = (firm: number) => `tenant-${String(firm)}`;

/** The client of that number in XPM, in one of its versions. */
export function xpmClient(index: number, version = 0): PracticeRecord {
  const contact = {
    UUID: uuidNo('a', index),
    Name: `Person ${String(index)}`,
    Email: `p${String(index)}@example.com`,
  };
  return {
    fields: { UUID: uuidNo('c', index), Name: `Client ${String(index)} v${String(version)}` },
    contacts: version % 3 === 2 ? [] : [contact],
  };
}
