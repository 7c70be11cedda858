import type { Input } from '../api/types.ts';
import { clientsText } from '../text/clients.ts';
import { given, lineCheck } from './field-checks.ts';

/** What the form of a new client holds. */
export interface NewClientValues {
  name: string;
  status: 'client' | 'prospect';
  email: string;
  phone: string;
  contactName: string;
  contactEmail: string;
  contactPhone: string;
}

export const EMPTY_CLIENT: NewClientValues = {
  name: '',
  status: 'client',
  email: '',
  phone: '',
  contactName: '',
  contactEmail: '',
  contactPhone: '',
};

/** A contact may be left out, but not its name alone. */
export function contactCheck(name: string, { contactEmail, contactPhone }: NewClientValues): string | null {
  const isNameless = given(name) === undefined;
  if (isNameless && (given(contactEmail) !== undefined || given(contactPhone) !== undefined)) {
    return clientsText.problems.nameFirst;
  }
  return lineCheck(clientsText.contactName, 500)(name);
}

/** The form as the API takes it. */
export function newClientOf(values: NewClientValues): NonNullable<Input<'create-client'>['body']> {
  const email = given(values.email);
  const phone = given(values.phone);
  return {
    name: values.name.trim(),
    status: values.status,
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    contacts: firstContactOf(values),
  };
}

function firstContactOf({ contactName, contactEmail, contactPhone }: NewClientValues) {
  const name = given(contactName);
  if (name === undefined) return [];
  const email = given(contactEmail);
  const phone = given(contactPhone);
  return [
    {
      name,
      isPrimary: true,
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
    },
  ];
}
