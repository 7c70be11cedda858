import { GrantRefusedError } from '#domain/connection/errors.ts';
import type { TokenSet } from '#domain/connection/ports.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import type { FakeXeroIdentity } from '../fakes/xero-identity.ts';
import { listXml } from '../practice/xml.ts';
import { type FaultName, FAULTS, type Whole } from './faults.ts';
import { head, type Line, type Sent, type Wire } from './wire.ts';

export type Operation = 'code' | 'refresh' | 'revoke' | 'connections' | 'delete connection' | 'list';
export function operationOf({ method, host, path, body }: Sent): Operation | undefined {
  if (host === 'identity.xero.com' && path === '/connect/token') {
    return body.includes('grant_type=authorization_code') ? 'code' : 'refresh';
  }
  if (host === 'identity.xero.com' && path === '/connect/revocation') return 'revoke';
  if (host !== 'api.xero.com') return undefined;
  if (method === 'DELETE' && path.startsWith('/connections/')) return 'delete connection';
  if (method === 'GET' && path === '/connections') return 'connections';
  return path.startsWith('/practicemanager/3.1/client.api/list') ? 'list' : undefined;
}

/** Xero's three interfaces behind a wire: what it remembers is in `backend`, what goes wrong in `fault`. */
export class XeroInMemory {
  records: PracticeRecord[] = [];
  refusesList = false;
  /** Spoils so many requests of the operation. */
  fault: { operation: Operation; name: FaultName; left: number } | undefined;
  /** Requests of each operation since it was last emptied. */
  readonly asked = new Map<Operation | 'unknown', number>();

  constructor(
    readonly wire: Wire,
    readonly backend: FakeXeroIdentity,
  ) {
    wire.answer = (request, line) => void this.answer(request, line);
  }

  private async answer(request: Sent, line: Line): Promise<void> {
    const operation = operationOf(request);
    this.asked.set(operation ?? 'unknown', (this.asked.get(operation ?? 'unknown') ?? 0) + 1);
    const { fault } = this;
    const isHit = fault !== undefined && fault.left > 0 && fault.operation === operation;
    if (isHit) {
      fault.left -= 1;
      const { effect, send } = FAULTS[fault.name];
      send(line, effect ? await this.whole(request, operation) : NOTHING);
      return;
    }
    const { status, type, body } = await this.whole(request, operation);
    const isEmpty = status.startsWith('204');
    line.send(
      head(status, {
        'Content-Type': type,
        ...(isEmpty ? {} : { 'Content-Length': body.length }),
        Connection: 'close',
      }),
    );
    line.send(body);
    line.end();
  }

  private async whole(request: Sent, operation: Operation | undefined): Promise<Whole> {
    const form = new URLSearchParams(request.body);
    const accessToken = (request.headers['authorization'] ?? '').replace('Bearer ', '');
    try {
      switch (operation) {
        case 'code':
          return json(
            tokens(await this.backend.exchange(form.get('code') ?? '', form.get('code_verifier') ?? '')),
          );
        case 'refresh':
          return json(
            tokens(
              await this.backend.refresh({ ...NO_TOKENS, refreshToken: form.get('refresh_token') ?? '' }),
            ),
          );
        case 'revoke':
          await this.backend.revoke(form.get('token') ?? '');
          return json({});
        case 'connections':
          return json((await this.backend.connections(accessToken)).map(connection));
        case 'delete connection':
          await this.backend.deleteConnection(
            accessToken,
            decodeURIComponent(request.path.split('/')[2] ?? ''),
          );
          return { ...NOTHING, status: '204 No Content' };
        case 'list':
          if (this.refusesList) return { ...json({}), status: '403 Forbidden' };
          return { status: '200 OK', type: 'text/xml; charset=utf-8', body: Buffer.from(xml(this.records)) };
        default:
          return { ...NOTHING, status: '404 Not Found' };
      }
    } catch (error) {
      if (error instanceof GrantRefusedError)
        return { ...json({ error: 'invalid_grant' }), status: '400 Bad Request' };
      throw error;
    }
  }
}

const NOTHING: Whole = { status: '200 OK', type: 'application/json', body: Buffer.alloc(0) };
const NO_TOKENS: TokenSet = { accessToken: '', refreshToken: '', accessTokenExpiresAt: new Date(0) };
const json = (body: unknown): Whole => ({ ...NOTHING, body: Buffer.from(JSON.stringify(body)) });
const xml = (records: readonly PracticeRecord[]) =>
  listXml(
    records.map(({ fields: { UUID = '', Name = '', ...fields }, contacts }) => ({
      ...{ uuid: UUID, name: Name, fields },
      contacts: contacts.map(({ UUID: uuid = '', Name: name = '', ...rest }) => ({
        uuid,
        name,
        fields: rest,
      })),
    })),
  );

function tokens({ accessToken, refreshToken }: TokenSet) {
  return { access_token: accessToken, refresh_token: refreshToken, expires_in: 1800, token_type: 'Bearer' };
}

function connection(found: Awaited<ReturnType<FakeXeroIdentity['connections']>>[number]) {
  const at = '2026-03-02T18:00:00.0000000';
  return {
    ...{ id: found.connectionId, tenantId: found.tenantId, tenantType: found.tenantType },
    ...{
      tenantName: found.tenantName,
      authEventId: found.authEventId,
      createdDateUtc: at,
      updatedDateUtc: at,
    },
  };
}
