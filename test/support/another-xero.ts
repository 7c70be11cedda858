import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Contact {
  name: string;
  salutation?: string;
  email?: string;
  primary?: boolean;
  deleted?: boolean;
}

export interface AnotherClient {
  uuid: string;
  name: string;
  contacts: (Contact & { uuid: string })[];
  archived?: boolean;
  /** When XPM last changed it; what a delta goes by. */
  changedAt: number;
}

const APP = { clientId: 'another client', clientSecret: 'another:secret+%' };
const BASE = '/another/xero';
const REFRESHED_TOKEN_GRACE_MS = 30 * 60_000;

/**
 * A second Xero, written from Xero's documents alone and without a look at the local run's own: where they leave
 * room it chooses differently (no IsProspect, the documents' order of elements, indented, chunked, tenants without a
 * name, other tenants beside, short tokens, an answer to the consent page at once). One practice, one Xero user.
 */
export class AnotherXero {
  readonly app = APP;
  readonly tenantId = randomUUID();
  clients: AnotherClient[] = [];
  /** The list breaks off after this part of it. */
  cutAt: number | undefined;
  readonly requests: string[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private readonly key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  private readonly codes = new Map<string, { event: string; redirectUri: string }>();
  private readonly refreshTokens = new Map<string, { event: string; usedAt?: number }>();
  private readonly accessTokens = new Map<string, number>();
  private connections = [connection('ORGANISATION', 'Maple Florist'), connection('PRACTICE', null)];

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}${BASE}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get isConnected(): boolean {
    return this.connections.some(({ tenantId }) => tenantId === this.tenantId);
  }

  add(name: string, people: Contact[] = []): AnotherClient {
    const contacts = people.map((each) => ({ uuid: randomUUID(), ...each }));
    const client = { uuid: randomUUID(), name, contacts, changedAt: Date.now() };
    this.clients.push(client);
    return client;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://xero');
    const path = url.pathname.slice(BASE.length);
    const route = `${request.method ?? ''} ${path.replace(/^(\/connections\/).+/, '$1{id}')}`;
    this.requests.push(`${route}${path.endsWith('/list') ? url.search : ''}`);
    let form = '';
    for await (const piece of request) form += String(piece);
    if (route === 'GET /identity/connect/authorize') this.consent(url.searchParams, response);
    else if (route === 'POST /connect/token') this.token(request, new URLSearchParams(form), response);
    else if (!this.knows(request)) problem(response, 401, 'Unauthorized');
    else if (route === 'GET /connections') json(response, 200, this.connections);
    else if (route === 'DELETE /connections/{id}') this.disconnect(path.split('/')[2], response);
    else if (route !== 'GET /practicemanager/3.1/client.api/list') json(response, 404, {});
    else if (request.headers['xero-tenant-id'] !== this.tenantId || !this.isConnected)
      problem(response, 403, 'Forbidden');
    else this.list(url.searchParams.get('modifiedsince'), response);
  }

  /** Whoever is asked agrees. */
  private consent(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== APP.clientId || !redirectUri.startsWith('http://localhost:')) {
      response.writeHead(500).end();
      return;
    }
    const event = randomUUID();
    const known = this.connections.find(({ tenantId }) => tenantId === this.tenantId);
    if (known === undefined) this.connections.push(connection('PRACTICEMANAGER', null, this.tenantId, event));
    // Nothing but the authorization tells that it was there before.
    else known.authEventId = event;
    const code = randomBytes(32).toString('base64url');
    this.codes.set(code, { event, redirectUri });
    const back = new URLSearchParams({ code, state: query.get('state') ?? '', session_state: 'x.y' });
    response.writeHead(302, { location: `${redirectUri}?${back.toString()}` }).end();
  }

  private token({ headers }: IncomingMessage, form: URLSearchParams, response: ServerResponse): void {
    const basic = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
    const given = basic.split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    if (given.join() !== `${APP.clientId},${APP.clientSecret}`) {
      json(response, 400, { error: 'invalid_client' });
      return;
    }
    const event =
      form.get('grant_type') === 'refresh_token'
        ? this.refreshed(form.get('refresh_token') ?? '')
        : this.exchanged(form.get('code') ?? '', form.get('redirect_uri'));
    if (event === undefined) json(response, 400, { error: 'invalid_grant' });
    else json(response, 200, this.issue(event));
  }

  private exchanged(code: string, redirectUri: string | null): string | undefined {
    const found = this.codes.get(code);
    this.codes.delete(code);
    return found?.redirectUri === redirectUri ? found.event : undefined;
  }

  private refreshed(refreshToken: string): string | undefined {
    const found = this.refreshTokens.get(refreshToken);
    if (found === undefined || Date.now() - (found.usedAt ?? Infinity) > REFRESHED_TOKEN_GRACE_MS)
      return undefined;
    found.usedAt ??= Date.now();
    return found.event;
  }

  private issue(event: string): unknown {
    const refreshToken = randomBytes(24).toString('hex');
    this.refreshTokens.set(refreshToken, { event });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = { sub: randomUUID(), authentication_event_id: event, scope: ['offline_access'] };
    const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(payload)}`;
    const accessToken = `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.key).toString('base64url')}`;
    this.accessTokens.set(accessToken, Date.now() + 60_000);
    return { access_token: accessToken, expires_in: 60, token_type: 'bearer', refresh_token: refreshToken };
  }

  private knows({ headers }: IncomingMessage): boolean {
    const token = (headers.authorization ?? '').replace(/^Bearer /, '');
    return (this.accessTokens.get(token) ?? 0) > Date.now();
  }

  private disconnect(id: string | undefined, response: ServerResponse): void {
    this.connections = this.connections.filter((each) => each.id !== id);
    response.writeHead(204).end();
  }

  private list(since: string | null, response: ServerResponse): void {
    const bound = since === null ? 0 : Date.parse(`${since}Z`);
    const listed = this.clients.filter(({ changedAt }) => changedAt >= bound);
    const text = `<?xml version="1.0" encoding="utf-8"?>\n<Response>\n  <Status>OK</Status>\n  <Clients>${listed.map(clientXml).join('')}\n  </Clients>\n</Response>\n`;
    response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', 'X-DayLimit-Remaining': '900' });
    response.write(text.slice(0, Math.ceil(text.length / 3)));
    response.end(text.slice(Math.ceil(text.length / 3), Math.ceil(text.length * (this.cutAt ?? 1))));
  }
}

function connection(tenantType: string, tenantName: string | null, tenantId = randomUUID(), event = '') {
  const at = new Date().toISOString().replace('Z', '0000');
  const times = { createdDateUtc: at, updatedDateUtc: at };
  return { id: randomUUID(), authEventId: event || randomUUID(), tenantId, tenantType, tenantName, ...times };
}

function clientXml({ uuid, name, contacts, archived }: AnotherClient): string {
  const people = contacts.map(
    (each) => `
        <Contact>
          ${tag('UUID', each.uuid)}${tag('Name', each.name)}${tag('Salutation', each.salutation)}<Addressee /><Mobile />
          ${tag('Email', each.email)}<Phone />${flag('IsDeleted', each.deleted)}${flag('IsPrimary', each.primary)}<Position />
        </Contact>`,
  );
  return `
    <Client>
      ${tag('UUID', uuid.toUpperCase())}${tag('Name', name)}<DateOfBirth /><Address /><Phone />
      ${flag('IsArchived', archived)}${flag('IsDeleted', false)}
      <Contacts>${people.join('')}</Contacts>
      <BillingClient>${tag('UUID', randomUUID())}<Name>Somebody else</Name></BillingClient><DateOfBirth />
    </Client>`;
}

const flag = (name: string, value = false) => tag(name, value ? 'yes' : 'No');

function tag(name: string, text = ''): string {
  const escaped = text.replaceAll('&', '&#38;').replaceAll('<', '&lt;');
  return escaped === '' ? `<${name} />` : `<${name}>${escaped}</${name}>`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, title: string): void {
  json(response, status, { title, status, detail: 'AuthenticationUnsuccessful', instance: randomUUID() });
}
