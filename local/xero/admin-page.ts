import type { XeroAdmin } from './admin.ts';
import { FAULT_KINDS, FAULT_TARGETS } from './faults.ts';
import { escapeHtml } from './http.ts';
import type { Client, SeedContact } from './model.ts';
import { page } from './pages.ts';

const SHOWN_CLIENTS = 100;

type Fields = Record<string, string>;

/** A button that does one operation. */
function button(operation: string, label: string, fields: Fields = {}): string {
  return `<form method="post" action="/_admin/api/${operation}">${hiddenFields(fields)}<button>${escapeHtml(label)}</button></form>`;
}

const hiddenFields = (fields: Fields) =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('');

const input = (name: string, label: string, value = '', type = 'text') =>
  `<label>${escapeHtml(label)}<br><input name="${name}" type="${type}" value="${escapeHtml(value)}"></label>`;

const select = (name: string, values: readonly string[]) =>
  `<select name="${name}">${values.map((value) => `<option>${value}</option>`).join('')}</select>`;

const link = (path: string, query: Fields, label: string) =>
  `<a href="/_admin/${path}?${escapeHtml(new URLSearchParams(query).toString())}">${escapeHtml(label)}</a>`;

const table = (heads: string[], rows: string[][]) =>
  `<table><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

export function adminPage(admin: XeroAdmin): string {
  const practices = admin.practices().map((practice) => {
    const fields = { practice: practice.tenantId };
    return [
      link('practice', fields, practice.name),
      `${String(practice.clients)} (${String(practice.archived)} archived, ${String(practice.deleted)} deleted)
       <form method="post" action="/_admin/api/set-practice-size">${hiddenFields(fields)}<input name="clients" type="number" min="0" aria-label="Number of clients" value="${String(practice.clients)}" style="width:6rem"><button>Set number</button></form>`,
      escapeHtml(practice.connectedBy.join(', ') || 'not connected'),
      [
        button('disconnect-in-xero', 'Disconnect the app, as a user would in Xero', fields),
        button('remove-permission', 'Take away the permission to connect', fields),
        button('restore-permission', 'Give it back', fields),
      ].join(' '),
    ];
  });
  const users = admin
    .users()
    .map(({ email, name, removed }) => [
      escapeHtml(email),
      escapeHtml(name),
      removed
        ? `removed ${button('restore-user', 'Bring back', { email })}`
        : button('revoke-user', 'Remove from Xero', { email }),
    ]);
  const faults = admin.faults().map(({ on, kind, times }) => [on, kind, String(times)]);
  const requests = admin.requests().slice(-30).reverse();
  const { contactEditsMoveModified, clockOffsetMs } = admin.settings();
  return page(
    'Xero stand-in',
    `<main class="wide"><h1>What happens at Xero</h1>
<p class="hint">Change clients in XPM, disconnect the app or break something, and see what the portal makes of it.</p>
<h2>Practices</h2>${table(['Practice', 'Clients', 'Connected by', 'In Xero'], practices)}
<h2>People</h2>${table(['E-mail', 'Name', ''], users)}
<h2>Faults</h2><form method="post" action="/_admin/api/fault">The next <input name="times" type="number" min="1" value="1" aria-label="Times" style="width:4rem">
requests for ${select('on', FAULT_TARGETS)} get ${select(
      'kind',
      FAULT_KINDS.filter((kind) => kind !== 'answer'),
    )} <button>Arm</button></form>
${faults.length === 0 ? '<p class="hint">None armed.</p>' : `${table(['On', 'Fault', 'Times left'], faults)}<p>${button('clear-faults', 'Clear')}</p>`}
<h2>Tokens and time</h2><p>${button('expire-access-tokens', 'Expire all access tokens now')}
${button('advance-clock', "Put Xero's clock 31 minutes ahead", { milliseconds: String(31 * 60_000) })} now ${String(Math.round(clockOffsetMs / 60_000))} minutes ahead</p>
<p>Editing a contact moves its clients' modified time: ${contactEditsMoveModified ? 'yes' : 'no'}
${button('configure', contactEditsMoveModified ? 'Make it no' : 'Make it yes', { contactEditsMoveModified: String(!contactEditsMoveModified) })}</p>
<h2>Latest requests</h2>${table(
      ['Time', 'Request', 'Status', 'Fault'],
      requests.map(({ at, method, path, query, status, fault }) => [
        new Date(at).toISOString().slice(11, 19),
        escapeHtml(`${method} ${path} ${new URLSearchParams(query).toString()}`),
        status === 0 ? 'no answer' : String(status),
        fault ?? '',
      ]),
    )}</main>`,
  );
}

export function practicePage(admin: XeroAdmin, practice: string, search: string): string {
  const clients = admin.clients(practice, search);
  const name =
    admin.practices().find((each) => each.tenantId === practice || each.name === practice)?.name ?? practice;
  const rows = clients
    .slice(0, SHOWN_CLIENTS)
    .map((client) => [
      link('client', { practice, uuid: client.uuid }, client.name),
      escapeHtml(client.email),
      client.contacts
        .map((contact) =>
          escapeHtml(
            `${contact.name ?? ''}${contact.isPrimary ? ' (primary)' : ''}${contact.isDeleted ? ' (deleted)' : ''}`,
          ),
        )
        .join('<br>'),
      statusOf(client),
      actions(practice, client),
    ]);
  return page(
    name,
    `<main class="wide"><p><a href="/_admin">All practices</a></p><h1>${escapeHtml(name)}</h1>
<form method="get" action="/_admin/practice">${hiddenFields({ practice })}<input name="search" aria-label="Search clients by name" value="${escapeHtml(search)}"><button>Search</button></form>
<p>${link('client', { practice }, 'Add a client')} · ${String(clients.length)} found${clients.length > SHOWN_CLIENTS ? `, the first ${String(SHOWN_CLIENTS)} shown` : ''}</p>
${table(['Client', 'E-mail', 'Contacts', 'Status', ''], rows)}</main>`,
  );
}

export function clientPage(admin: XeroAdmin, practice: string, uuid: string | null): string {
  const client = uuid === null ? undefined : admin.clients(practice, uuid).find((each) => each.uuid === uuid);
  const own = client ? { practice, uuid: client.uuid } : { practice };
  const contacts = (client?.contacts ?? []).map((contact) => contactForm(practice, contact));
  return page(
    client?.name ?? 'New client',
    `<main><p>${link('practice', { practice }, 'Back to the clients')}</p><h1>${escapeHtml(client?.name ?? 'New client')}</h1>
<form class="field" method="post" action="/_admin/api/edit-client">${hiddenFields(own)}
${input('name', 'Name', client?.name)}${input('email', 'E-mail', client?.email, 'email')}${input('phone', 'Phone', client?.phone)}<p><button class="main">Save</button></p></form>
${
  client
    ? `<p>${statusOf(client)} ${actions(practice, client)}</p><h2>Contacts</h2>${contacts.join('') || '<p class="hint">None.</p>'}
<h3>Add a contact</h3><form class="field" method="post" action="/_admin/api/add-contact">${hiddenFields({ practice, client: client.uuid })}
${input('name', 'Name')}${input('email', 'E-mail', '', 'email')}<p><label><input name="isPrimary" type="checkbox" style="width:auto"> Primary contact</label></p><p><button>Add contact</button></p></form>`
    : ''
}</main>`,
  );
}

function contactForm(practice: string, contact: SeedContact): string {
  const { uuid, name, salutation, email, phone, isPrimary, isDeleted } = contact;
  return `<form class="field" method="post" action="/_admin/api/edit-contact">${hiddenFields({ practice, uuid })}
<h3>${escapeHtml(name ?? '')}${isPrimary ? ' (primary)' : ''}${isDeleted ? ' (deleted)' : ''}</h3>
${input('name', 'Name', name)}${input('salutation', 'Salutation', salutation)}${input('email', 'E-mail', email, 'email')}${input('phone', 'Phone', phone)}<p><button>Save contact</button></p></form>`;
}

const statusOf = ({ isDeleted, isArchived, isProspect }: Client) =>
  isDeleted ? 'deleted' : isArchived ? 'archived' : isProspect ? 'prospect' : 'client';

function actions(practice: string, { uuid, isArchived, isDeleted }: Client): string {
  const fields = { practice, uuid };
  return isArchived || isDeleted
    ? button('restore-client', 'Restore', fields)
    : `${button('archive-client', 'Archive', fields)} ${button('delete-client', 'Delete', fields)}`;
}
