import { createHmac, randomUUID } from 'node:crypto';
import { type AccessOutcome, type Accounts } from './accounts.ts';
import { clientElement, contactElement, type Element, toJson, toXml } from './document.ts';
import { gatewayError, type Incoming, type Reply } from './http.ts';
import type { RateLimits } from './limits.ts';
import type { Client, Settings } from './model.ts';
import type { Practices } from './practices.ts';

const API = 'https://api.xero.com/practicemanager/3.1/';

interface Call {
  incoming: Incoming;
  tenantId: string;
  id: string;
  parameter: (name: string) => string | null;
}

type Answer =
  | Reply
  | { method: string; content: Element[] }
  | { method: string; list: Iterable<Element | { rawXml: string }>; after?: Element[] };

/** The XPM API v3.1: gateway checks, limits, then the documents. */
export class PracticeApi {
  private readonly parts: {
    practices: Practices;
    accounts: Accounts;
    limits: RateLimits;
    settings: () => Settings;
  };

  constructor(parts: PracticeApi['parts']) {
    this.parts = parts;
  }

  async handle(incoming: Incoming, path: string): Promise<Reply> {
    const { accounts, limits, settings } = this.parts;
    const access: AccessOutcome = await accounts.checkBearer(incoming.headers.authorization);
    if (!access.ok) return gatewayError(401, access.detail);
    const app = limits.takeApp();
    if (app.problem) return tooMany(app.headers);
    const tenantId = String(incoming.headers['xero-tenant-id'] ?? '').toLowerCase();
    if (!accounts.mayUse(access.token, tenantId))
      return gatewayError(403, 'AuthenticationUnsuccessful', app.headers);
    const [resource = '', operation = '', id = '', ...rest] = path.split('/');
    const scopes = requiredScopes(resource, incoming.method);
    if (!access.token.scopes.some((scope) => scopes.includes(scope)))
      return gatewayError(401, 'AuthorizationUnsuccessful', app.headers);
    const usage = limits.takeTenant(tenantId);
    const headers = { ...app.headers, ...usage.headers };
    if (usage.problem) return tooMany(headers);
    const leave = limits.enter(tenantId);
    const parameters = new Map([...incoming.query].map(([name, value]) => [name.toLowerCase(), value]));
    const parameter = (name: string) => parameters.get(name) ?? null;
    const answer =
      rest.length > 0
        ? undefined
        : this.route(`${incoming.method} ${resource}/${operation}`, { incoming, tenantId, id, parameter });
    if (!answer) return { ...gatewayError(404, null, headers), done: leave };
    const reply = 'status' in answer ? answer : render(incoming, answer, settings().xmlDeclaration);
    return { ...reply, headers: { ...reply.headers, ...headers }, done: leave };
  }

  private route(name: string, call: Call): Answer | undefined {
    switch (name) {
      case 'GET client.api/list':
        return this.list(call);
      case 'GET client.api/paged-list':
        return this.pagedList(call);
      case 'GET client.api/search':
        return this.search(call);
      case 'GET client.api/get':
        return this.get(call);
      case 'GET client.api/contacts':
        return this.contacts(call);
      case 'GET client.api/contact':
        return this.contact(call);
      case 'GET clientgroup.api/list':
        return { method: 'List', content: [['Groups', this.groups(call.tenantId)]] };
      case 'GET staff.api/list':
        return { method: 'List', content: [['StaffList', this.staff(call.tenantId)]] };
      default:
        return undefined;
    }
  }

  /** Everything, archived and deleted included, unpaged. */
  private list({ tenantId, parameter }: Call): Answer {
    const bound = parameter('modifiedsince');
    const since = bound === null ? undefined : parseUtc(bound);
    if (since !== undefined && Number.isNaN(since))
      return { method: 'List', content: failure('Invalid modifiedsince') };
    const clients = this.parts.practices.clients(tenantId);
    const wanted = since === undefined ? clients : clients.filter((client) => client.modifiedAt >= since);
    return { method: 'List', list: this.elements(tenantId, wanted, parameter('detailed') === 'true') };
  }

  private search({ tenantId, parameter }: Call): Answer {
    const query = (parameter('query') ?? '').toLowerCase();
    const found = this.live(tenantId).filter((client) => client.name.toLowerCase().includes(query));
    return { method: 'Search', list: this.elements(tenantId, found, parameter('detailed') === 'true') };
  }

  private *elements(
    tenantId: string,
    clients: Client[],
    notes: boolean,
  ): Generator<Element | { rawXml: string }> {
    for (const client of clients) {
      if (client.rawXml === undefined)
        yield clientElement(client, this.parts.practices.contactsOf(tenantId, client), { notes, tax: true });
      else yield { rawXml: client.rawXml };
    }
  }

  private get({ tenantId, id }: Call): Answer {
    const client = this.parts.practices.client(tenantId, id);
    if (!client) return { method: 'Get', content: failure('Invalid client identifier') };
    return {
      method: 'Get',
      content: [
        clientElement(client, this.parts.practices.contactsOf(tenantId, client), { notes: true, tax: true }),
      ],
    };
  }

  private pagedList({ tenantId, parameter, incoming }: Call): Answer {
    const page = pageOf(
      this.live(tenantId),
      parameter,
      'client.api/paged-list',
      (size, token) => `pageToken=${token}&pageSize=${String(size)}`,
    );
    if (!page) return invalidPage(incoming);
    const list = page.items.map((client) => clientElement(client, undefined, { notes: false, tax: false }));
    return { method: 'PagedList', list, after: [page.pagination] };
  }

  private contacts({ tenantId, parameter, incoming }: Call): Answer {
    const all = this.parts.practices.contacts(tenantId).filter((contact) => !contact.isDeleted);
    const page = pageOf(
      all,
      parameter,
      'client.api/contacts',
      (size, token) => `pageSize=${String(size)}&pageToken=${token}`,
    );
    if (!page) return invalidPage(incoming);
    return {
      method: 'Contacts',
      content: [['Contacts', page.items.map((contact) => contactElement(contact, false))], page.pagination],
    };
  }

  private contact({ tenantId, id, parameter }: Call): Answer {
    const contact = this.parts.practices.contact(tenantId, id);
    if (!contact) return { method: 'Contact', content: failure('Invalid contact identifier') };
    const clientUuid = parameter('clientuuid');
    if (clientUuid === null) return { method: 'Contact', content: [contactElement(contact, false)] };
    const link = this.parts.practices
      .client(tenantId, clientUuid)
      ?.links.find((each) => each.contact === contact.uuid);
    if (!link) return { method: 'Contact', content: failure('Invalid client identifier') };
    return { method: 'Contact', content: [contactElement({ ...contact, ...link }, true)] };
  }

  private live(tenantId: string): Client[] {
    return this.parts.practices.clients(tenantId).filter((client) => !client.isArchived && !client.isDeleted);
  }

  private groups(tenantId: string): Element[] {
    const groups = new Map(
      this.parts.practices
        .clients(tenantId)
        .flatMap((client) => client.groups.map((group) => [group.uuid, group.name])),
    );
    return [...groups].map(([uuid, name]): Element => [
      'Group',
      [
        ['UUID', uuid],
        ['Name', name],
        ['Taxable', 'No'],
      ],
    ]);
  }

  private staff(tenantId: string): Element[] {
    return this.parts.accounts.staff(tenantId).map((user): Element => [
      'Staff',
      [
        ['UUID', user.userId],
        ['Name', user.name],
        ['Email', user.email],
        ['Phone', ''],
        ['Mobile', ''],
        ['Address', ''],
        ['PayrollCode', ''],
        ['WebUrl', `https://practicemanager.xero.com/app/staff/${user.userId}/information`],
      ],
    ]);
  }
}

/** Any of these will do. */
function requiredScopes(resource: string, method: string): string[] {
  const part = resource.startsWith('staff') ? 'practicemanager.staff' : 'practicemanager.client';
  const write = ['practicemanager', part];
  return method === 'GET' ? [...write, 'practicemanager.read', `${part}.read`] : write;
}

export const tooMany = (headers: Record<string, string>): Reply => ({
  status: 429,
  headers: { ...headers, 'Content-Length': '0' },
});

const failure = (description: string): Element[] => [
  ['Status', 'ERROR'],
  ['ErrorDescription', description],
];

const wantsJson = ({ headers }: Incoming) =>
  String(headers['xero-features'] ?? '').includes('practice-strict-content-type') &&
  String(headers.accept ?? '').includes('application/json');

function render(incoming: Incoming, answer: Exclude<Answer, Reply>, declaration: boolean): Reply {
  const headers = {
    'Cache-Control': 'max-age=0, no-cache, no-store',
    Pragma: 'no-cache',
    Server: 'Kestrel',
    'xero-correlation-id': randomUUID(),
  };
  if (wantsJson(incoming)) {
    const records = 'list' in answer ? [...answer.list].filter(isElement) : [];
    const content: readonly Element[] =
      'list' in answer ? [['Clients', records], ...(answer.after ?? [])] : answer.content;
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(toJson(['Response', withStatus(content)])),
    };
  }
  return {
    status: 200,
    headers: { 'Content-Type': 'text/xml; charset=utf-8', ...headers },
    body: xmlPieces(answer, declaration),
  };
}

const isElement = (record: Element | { rawXml: string }): record is Element => !('rawXml' in record);

const withStatus = (content: readonly Element[]): readonly Element[] =>
  content[0]?.[0] === 'Status' ? content : [['Status', 'OK'], ...content];

/** A practice's whole list is never held: one record at a time. */
function* xmlPieces(answer: Exclude<Answer, Reply>, declaration: boolean): Generator<string> {
  if (declaration) yield '<?xml version="1.0" encoding="UTF-8"?>';
  yield `<Response api-method="${answer.method}">`;
  if ('content' in answer) yield withStatus(answer.content).map(toXml).join('');
  else {
    yield '<Status>OK</Status>';
    let empty = true;
    for (const record of answer.list) {
      yield `${empty ? '<Clients>' : ''}${'rawXml' in record ? record.rawXml : toXml(record)}`;
      empty = false;
    }
    yield `${empty ? '<Clients />' : '</Clients>'}${(answer.after ?? []).map(toXml).join('')}`;
  }
  yield '</Response>';
}

/** UTC without a zone, as documented; a Z or an offset is understood too. */
function parseUtc(text: string): number {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(text)
    ? Date.parse(text.length === 10 ? text : `${text}Z`)
    : Date.parse(text);
}

function invalidPage(incoming: Incoming): Reply {
  const reply = render(
    incoming,
    { method: 'PagedList', content: failure('Invalid pageToken or pageSize') },
    false,
  );
  return { ...reply, status: 400 };
}

function pageOf<T>(
  all: T[],
  parameter: (name: string) => string | null,
  path: string,
  query: (size: number, token: string) => string,
) {
  const size = Number(parameter('pagesize') ?? 50);
  const token = parameter('pagetoken');
  const start = token === null ? 0 : readToken(token, path);
  if (!Number.isInteger(size) || size < 1 || size > 500 || start === undefined) return undefined;
  const next: Element[] =
    start + size < all.length
      ? [['Next', `${API}${path}?${query(size, makeToken(start + size, path))}`]]
      : [];
  const links: Element[] = [['First', `${API}${path}?pageSize=${String(size)}`], ...next];
  const pagination: Element = ['Pagination', [['Links', links]]];
  return { items: all.slice(start, start + size), pagination };
}

/** Opaque, URL-safe and 60 characters long, like Xero's. */
function makeToken(start: number, path: string): string {
  const position = String(start).padStart(13, '0');
  return Buffer.concat([
    createHmac('sha256', path).update(position).digest(),
    Buffer.from(position),
  ]).toString('base64url');
}

function readToken(token: string, path: string): number | undefined {
  const start = Number(Buffer.from(token, 'base64url').subarray(32).toString());
  return Number.isInteger(start) && makeToken(start, path) === token ? start : undefined;
}
