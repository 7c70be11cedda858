import * as z from 'zod';
import { ClientSchema, ClientStatusSchema } from '../client/client.ts';
import type { Likeness } from '../client/ports.ts';
import { duplicateIdOf } from '../ids.ts';
import { PersonSchema } from '../shared.ts';

export const DuplicateStatusSchema = z.enum(['open', 'linked', 'kept-apart']);
export type DuplicateStatus = z.infer<typeof DuplicateStatusSchema>;
/** What two clients have in common. */
export const DuplicateReasonSchema = z.enum(['name', 'email', 'name-and-email']);
export type DuplicateReason = z.infer<typeof DuplicateReasonSchema>;
/** `added-here`: by hand or by CSV. `new-id-in-xpm`: XPM dropped the one and lists the other. */
export const DuplicateKindSchema = z.enum(['added-here', 'new-id-in-xpm']);

const SideSchema = z.object({
  clientId: z.string(),
  name: z.string(),
  email: z.string().optional(),
  status: ClientStatusSchema,
});

/** Two clients that may be one, as they were when a sync found them. */
export const DuplicateSchema = z.object({
  /** Of the same two clients always the same. */
  duplicateId: z.string(),
  status: DuplicateStatusSchema,
  reason: DuplicateReasonSchema,
  kind: DuplicateKindSchema,
  /** A sync linked them: name and e-mail are the same, and nobody else's. */
  automatic: z.boolean(),
  /** Was here before; keeps its id when they are linked. */
  existing: SideSchema,
  /** Came from XPM. */
  incoming: SideSchema.extend({ webUrl: z.string().optional() }),
  foundAt: z.iso.datetime(),
  /** Null while it is open. A sync has no name, so that `decidedBy` of an automatic link is null. */
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: PersonSchema.nullable(),
});
export type Duplicate = z.infer<typeof DuplicateSchema>;

/** With what deciding needs and nobody is shown. */
export const DuplicateRecordSchema = DuplicateSchema.extend({
  /** XPM's id of the incoming client. */
  xpmUuid: z.string(),
  /** XPM's id that the existing client had. */
  formerXpmUuid: z.string().optional(),
  /** What the existing client was before the link; there from shortly before the link until it is undone. */
  before: z.object({ client: ClientSchema, hash: z.string().optional() }).optional(),
  /** Begun and perhaps cut off half way: whoever decides next finishes it first. */
  pending: z.enum(['link', 'undo']).optional(),
  /** Goes up with every change. */
  version: z.number().int(),
});
export type DuplicateRecord = z.infer<typeof DuplicateRecordSchema>;

/** A client of XPM that a sync adds. */
export interface Incoming extends Likeness {
  xpmUuid: string;
  webUrl?: string;
}

export interface Proposal {
  existing: Omit<Likeness, 'emails'>;
  incoming: Omit<Incoming, 'emails'>;
  reason: DuplicateReason;
}

export function proposed({ existing, incoming, reason }: Proposal, at: Date): DuplicateRecord {
  return {
    duplicateId: duplicateIdOf(existing.clientId, incoming.clientId),
    status: 'open',
    reason,
    kind: existing.xpmUuid === undefined ? 'added-here' : 'new-id-in-xpm',
    automatic: false,
    existing: sideOf(existing),
    incoming: {
      ...sideOf(incoming),
      ...(incoming.webUrl !== undefined && { webUrl: incoming.webUrl }),
    },
    foundAt: at.toISOString(),
    decidedAt: null,
    decidedBy: null,
    xpmUuid: incoming.xpmUuid,
    ...(existing.xpmUuid !== undefined && { formerXpmUuid: existing.xpmUuid }),
    version: 0,
  };
}

/** What an admin sees of it. */
export function shown(record: Omit<DuplicateRecord, 'before'>): Duplicate {
  const { duplicateId, status, reason, kind, automatic, existing, incoming, foundAt } = record;
  // What was begun and cut off is not decided yet.
  const { decidedAt, decidedBy } = status === 'open' ? { decidedAt: null, decidedBy: null } : record;
  return {
    duplicateId,
    status,
    reason,
    kind,
    automatic,
    existing,
    incoming,
    foundAt,
    decidedAt,
    decidedBy,
  };
}

export function reopened(duplicate: DuplicateRecord): DuplicateRecord {
  const open: DuplicateRecord = {
    ...duplicate,
    status: 'open',
    automatic: false,
    decidedAt: null,
    decidedBy: null,
  };
  delete open.before;
  delete open.pending;
  return open;
}

function sideOf({ clientId, name, email, status }: Omit<Likeness, 'emails'>): Duplicate['existing'] {
  return { clientId, name, status, ...(email !== undefined && { email }) };
}
