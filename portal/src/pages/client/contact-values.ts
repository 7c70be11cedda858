import type { Contact, ContactFields } from '../../clients/contact-changes.ts';
import { emailCheck, given, lineCheck, nameCheck } from '../../clients/field-checks.ts';
import { clientText } from '../../text/client.ts';
import { clientsText } from '../../text/clients.ts';

/** What the form of a contact holds; empty: not given. */
export interface ContactValues {
  name: string;
  salutation: string;
  position: string;
  email: string;
  phone: string;
  mobile: string;
  isPrimary: boolean;
}

export function contactValuesOf(contact: Contact | undefined, isFirst: boolean): ContactValues {
  const { name = '', salutation = '', position = '', email = '', phone = '', mobile = '' } = contact ?? {};
  return { name, salutation, position, email, phone, mobile, isPrimary: contact?.isPrimary ?? isFirst };
}

export const CONTACT_CHECKS = {
  name: nameCheck(clientText.contactName),
  salutation: lineCheck(clientText.salutation, 500),
  position: lineCheck(clientText.position, 500),
  email: emailCheck,
  phone: lineCheck(clientsText.phone, 100),
  mobile: lineCheck(clientText.mobile, 100),
};

export function contactOf(values: ContactValues, contactId: string | undefined): ContactFields {
  return {
    contactId,
    name: values.name.trim(),
    isPrimary: values.isPrimary,
    salutation: given(values.salutation),
    position: given(values.position),
    email: given(values.email),
    phone: given(values.phone),
    mobile: given(values.mobile),
  };
}
