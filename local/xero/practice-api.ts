import { type AccessOutcome, type Accounts } from './accounts.ts';
import { type Answer, render } from './answers.ts';
import { clientElement, contactElement, type Element } from './document.ts';
import { gatewayError, type Incoming, type Reply, tooMany } from './http.ts';
import type { RateLimits } from './limits.ts';
import type { Client, Settings } from './model.ts';
import { pageOf } from './paging.ts';
import type { Practices } from './practices.ts';

interface Call {
  tenantId: string;
  id: string;
  parameter: (name: string) => string | null;
}

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
        : this.route(`${incoming.method} ${resource}/${operation}`, { tenantId, id, parameter });
    if (!answer) return { ...gatewayError(404, null, headers), done: leave };
    const reply = render(incoming, answer, settings().xmlDeclaration);
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
    if (since !== undefined && Number.isNaN(since)) return { method: 'List', error: 'Invalid modifiedsince' };
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
    if (!client) return { method: 'Get', error: 'Invalid client identifier' };
    return {
      method: 'Get',
      content: [
        clientElement(client, this.parts.practices.contactsOf(tenantId, client), { notes: true, tax: true }),
      ],
    };
  }

  private pagedList({ tenantId, parameter }: Call): Answer {
    const page = pageOf(
      this.live(tenantId),
      parameter,
      'client.api/paged-list',
      (size, token) => `pageToken=${token}&pageSize=${String(size)}`,
    );
    if (!page) return INVALID_PAGE;
    const list = page.items.map((client) => clientElement(client, undefined, { notes: false, tax: false }));
    return { method: 'PagedList', list, content: [page.pagination] };
  }

  private contacts({ tenantId, parameter }: Call): Answer {
    const all = this.parts.practices.contacts(tenantId).filter((contact) => !contact.isDeleted);
    const page = pageOf(
      all,
      parameter,
      'client.api/contacts',
      (size, token) => `pageSize=${String(size)}&pageToken=${token}`,
    );
    if (!page) return INVALID_PAGE;
    return {
      method: 'Contacts',
      content: [['Contacts', page.items.map((contact) => contactElement(contact, false))], page.pagination],
    };
  }

  private contact({ tenantId, id, parameter }: Call): Answer {
    const contact = this.parts.practices.contact(tenantId, id);
    if (!contact) return { method: 'Contact', error: 'Invalid contact identifier' };
    const clientUuid = parameter('clientuuid');
    if (clientUuid === null) return { method: 'Contact', content: [contactElement(contact, false)] };
    const link = this.parts.practices
      .client(tenantId, clientUuid)
      ?.links.find((each) => each.contact === contact.uuid);
    if (!link) return { method: 'Contact', error: 'Invalid client identifier' };
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

const INVALID_PAGE: Answer = { method: 'PagedList', status: 400, error: 'Invalid pageToken or pageSize' };

/** Any of these will do. */
function requiredScopes(resource: string, method: string): string[] {
  const part = resource.startsWith('staff') ? 'practicemanager.staff' : 'practicemanager.client';
  const write = ['practicemanager', part];
  return method === 'GET' ? [...write, 'practicemanager.read', `${part}.read`] : write;
}

/** UTC without a zone, as documented; a Z or an offset is understood too. */
function parseUtc(text: string): number {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(text)
    ? Date.parse(text.length === 10 ? text : `${text}Z`)
    : Date.parse(text);
}
