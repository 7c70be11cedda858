import type { ClientRow } from '../../api/types.ts';

/** How a client is best reached: through its primary contact, else by what is known of the client itself. */
export function reachOf({ primaryContact, email, phone }: ClientRow): {
  email: string | undefined;
  phone: string | undefined;
} {
  return {
    email: primaryContact?.email ?? email,
    phone: primaryContact?.phone ?? primaryContact?.mobile ?? phone,
  };
}
