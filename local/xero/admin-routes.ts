import * as z from 'zod';
import type { XeroAdmin } from './admin.ts';
import { adminPage, clientPage, practicePage } from './admin-page.ts';
import { FaultSchema } from './faults.ts';
import { escapeHtml, html, type Incoming, json, type Reply } from './http.ts';
import { ContactSchema, SeedClientSchema, SeedContactSchema } from './model.ts';
import { page } from './pages.ts';
import { UnknownRecordError } from './practices.ts';

const practice = z.string();
const email = z.string();
const oneClient = z.object({ practice, uuid: z.string() });
const permission = z.object({ practice, email: email.optional() });
const none = z.object({});

const SettingsChangeSchema = z.object({
  accessTokenSeconds: z.coerce.number().positive().optional(),
  contactEditsMoveModified: z.stringbool().or(z.boolean()).optional(),
  xmlDeclaration: z.stringbool().or(z.boolean()).optional(),
  limits: z
    .object({ minute: z.number(), day: z.number(), concurrent: z.number(), appMinute: z.number() })
    .partial()
    .optional(),
});

/** Fields left out stay as they are, so nothing may be filled in by default. */
const ClientChangeSchema = z
  .object(withoutDefaults(SeedClientSchema.shape))
  .partial()
  .extend({ contacts: z.array(SeedContactSchema).optional() });
const ContactChangeSchema = z.object(withoutDefaults(ContactSchema.shape)).partial().required({ uuid: true });

type Operation = (input: unknown) => unknown;

function operation<T>(schema: z.ZodType<T>, run: (input: T) => unknown): Operation {
  return (input) => run(schema.parse(input));
}

/** The switches over HTTP: JSON below /_admin/api, and the same operations as forms of the page at /_admin. */
export class AdminRoutes {
  private readonly admin: XeroAdmin;
  private readonly operations: Record<string, Operation>;

  constructor(admin: XeroAdmin) {
    this.admin = admin;
    this.operations = {
      practices: operation(none, () => admin.practices()),
      users: operation(none, () => admin.users()),
      faults: operation(none, () => admin.faults()),
      requests: operation(none, () => ({ counts: admin.counts(), requests: admin.requests() })),
      settings: operation(none, () => admin.settings()),
      clients: operation(z.object({ practice, search: z.string().optional() }), (input) =>
        admin.clients(input.practice, input.search),
      ),
      'upsert-client': operation(z.object({ practice, client: ClientChangeSchema }), (input) => ({
        uuid: admin.upsertClient(input.practice, defined(input.client)),
      })),
      'edit-client': operation(
        z.object({
          practice,
          uuid: z.string().optional(),
          name: z.string().min(1),
          email: z.string(),
          phone: z.string(),
        }),
        ({ practice: name, ...client }) => admin.upsertClient(name, defined(client)),
      ),
      'upsert-contact': operation(z.object({ practice, contact: ContactChangeSchema }), (input) =>
        admin.upsertContact(input.practice, { ...defined(input.contact), uuid: input.contact.uuid }),
      ),
      'edit-contact': operation(
        z.object({
          practice,
          uuid: z.string(),
          name: z.string(),
          salutation: z.string(),
          email: z.string(),
          phone: z.string(),
        }),
        ({ practice: name, ...contact }) => admin.upsertContact(name, contact),
      ),
      'add-contact': operation(
        z.object({
          practice,
          client: z.string(),
          name: z.string().min(1),
          email: z.string(),
          isPrimary: z.string().optional(),
        }),
        (input) =>
          admin.addContact(input.practice, input.client, {
            name: input.name,
            email: input.email,
            isPrimary: input.isPrimary !== undefined,
          }),
      ),
      'archive-client': operation(oneClient, (input) => admin.archiveClient(input.practice, input.uuid)),
      'restore-client': operation(oneClient, (input) => admin.restoreClient(input.practice, input.uuid)),
      'delete-client': operation(oneClient, (input) => admin.deleteClient(input.practice, input.uuid)),
      'remove-client': operation(oneClient, (input) => admin.removeClient(input.practice, input.uuid)),
      'set-practice-size': operation(
        z.object({ practice, clients: z.coerce.number().int().min(0).max(100_000) }),
        (input) => admin.setPracticeSize(input.practice, input.clients),
      ),
      'change-practice': operation(
        z.object({
          practice,
          name: z.string().optional(),
          hideName: z.stringbool().or(z.boolean()).optional(),
        }),
        ({ practice: name, ...changes }) => admin.changePractice(name, defined(changes)),
      ),
      'disconnect-in-xero': operation(z.object({ practice }), (input) =>
        admin.disconnectInXero(input.practice),
      ),
      'remove-permission': operation(permission, (input) =>
        admin.removePermission(input.practice, input.email),
      ),
      'restore-permission': operation(permission, (input) =>
        admin.restorePermission(input.practice, input.email),
      ),
      'revoke-user': operation(z.object({ email }), (input) => admin.revokeUser(input.email)),
      'restore-user': operation(z.object({ email }), (input) => admin.restoreUser(input.email)),
      'revoke-refresh-tokens': operation(z.object({ email }), (input) =>
        admin.revokeRefreshTokens(input.email),
      ),
      fault: operation(
        FaultSchema.extend({
          times: z.coerce.number().int().positive().default(1),
          retryAfter: z.coerce.number().optional(),
        }),
        (input) => admin.fault(input),
      ),
      'clear-faults': operation(none, () => admin.clearFaults()),
      'reset-requests': operation(none, () => admin.resetRequests()),
      'expire-access-tokens': operation(none, () => admin.expireAccessTokens()),
      'advance-clock': operation(z.object({ milliseconds: z.coerce.number() }), (input) =>
        admin.advanceClock(input.milliseconds),
      ),
      configure: operation(SettingsChangeSchema, ({ limits, ...input }) =>
        admin.configure({ ...defined(input), ...(limits && { limits: defined(limits) }) }),
      ),
    };
  }

  handle({ method, path, query, body, headers }: Incoming): Reply {
    const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    try {
      if (path.startsWith('/_admin/api/')) {
        const run = this.operations[path.slice('/_admin/api/'.length)];
        if (!run) return json(404, { error: `Operations: ${Object.keys(this.operations).join(', ')}` });
        if (method === 'GET') return json(200, run(Object.fromEntries(query)) ?? { ok: true });
        const form = new URLSearchParams(body);
        const input: unknown = isForm ? Object.fromEntries(form) : JSON.parse(body === '' ? '{}' : body);
        const result = run(input) ?? { ok: true };
        return isForm
          ? { status: 303, headers: { Location: headers.referer ?? '/_admin' } }
          : json(200, result);
      }
      if (path === '/_admin/practice')
        return html(200, practicePage(this.admin, query.get('practice') ?? '', query.get('search') ?? ''));
      if (path === '/_admin/client')
        return html(200, clientPage(this.admin, query.get('practice') ?? '', query.get('uuid')));
      return html(200, adminPage(this.admin));
    } catch (error) {
      if (!(
        error instanceof UnknownRecordError ||
        error instanceof z.ZodError ||
        error instanceof SyntaxError
      ))
        throw error;
      const message = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
      return isForm
        ? html(
            400,
            page(
              'Not done',
              `<main><h1>Not done</h1><pre>${escapeHtml(message)}</pre><a href="/_admin">Back</a></main>`,
            ),
          )
        : json(400, { error: message });
    }
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** A field that is there but undefined would overwrite what is stored. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}

type WithoutDefaults<T> = { [K in keyof T]: T[K] extends z.ZodDefault<infer Inner> ? Inner : T[K] };

function withoutDefaults<T extends z.core.$ZodLooseShape>(shape: T): WithoutDefaults<T> {
  const fields = Object.entries(shape).map(([name, schema]) => [
    name,
    schema instanceof z.ZodDefault ? schema.unwrap() : schema,
  ]);
  return Object.fromEntries(fields) as WithoutDefaults<T>;
}
