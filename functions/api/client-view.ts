import * as z from 'zod';
import type { Client } from '#domain/client/client.ts';
import { ClientGapSchema, ClientSchema, gapOf } from '#domain/client/client.ts';
import { isViewOnly } from '#domain/client/view-only.ts';
import type { Connection } from '#domain/connection/connection.ts';

/** A client as every route shows it that shows one. */
export const ClientViewSchema = ClientSchema.extend({
  gap: ClientGapSchema.optional(),
  /** `xpm`: view-only here while the firm is connected. */
  managedBy: z.enum(['xpm', 'portal']),
});

export function clientView(
  client: Client,
  connection: Connection | undefined,
): z.input<typeof ClientViewSchema> {
  const gap = gapOf(client);
  return {
    ...client,
    ...(gap === undefined ? {} : { gap }),
    managedBy: isViewOnly(client, connection) ? 'xpm' : 'portal',
  };
}

/** What an edit can be refused with, whatever it is. */
export const EDIT_ERRORS = ['CLIENTS_MANAGED_IN_XPM', 'CLIENTS_BUSY'] as const;
