import type { ClientView, Input } from '../../api/types.ts';
import { emailCheck, given, lineCheck, linesCheck, nameCheck } from '../../clients/field-checks.ts';
import { clientText } from '../../text/client.ts';

const DETAILS = ['email', 'phone', 'website', 'address', 'city', 'region', 'postCode', 'country'] as const;
type Detail = (typeof DETAILS)[number];

/** What the form of a profile holds; empty: not given. */
export type ProfileValues = Record<Detail | 'name', string> & { status: 'client' | 'prospect' };

export function profileValuesOf(client: ClientView): ProfileValues {
  const { name, status, email = '', phone = '', website = '', address = '' } = client;
  const { city = '', region = '', postCode = '', country = '' } = client;
  const live = status === 'prospect' ? 'prospect' : 'client';
  return { name, status: live, email, phone, website, address, city, region, postCode, country };
}

const label = clientText.details;

export const PROFILE_CHECKS = {
  name: nameCheck(label.name),
  email: emailCheck,
  phone: lineCheck(label.phone, 100),
  website: lineCheck(label.website, 500),
  address: linesCheck(label.address, 2000),
  city: lineCheck(label.city, 200),
  region: lineCheck(label.region, 200),
  postCode: lineCheck(label.postCode, 50),
  country: lineCheck(label.country, 200),
};

type Changes = NonNullable<Input<'update-client'>['body']>;

/** Only what was changed, so that what somebody else changed meanwhile stays; null clears. */
export function profileChanges(before: ProfileValues, after: ProfileValues): Changes {
  const changes: Changes = {};
  if (after.name.trim() !== before.name) changes.name = after.name.trim();
  if (after.status !== before.status) changes.status = after.status;
  for (const detail of DETAILS) {
    if (after[detail] !== before[detail]) changes[detail] = given(after[detail]) ?? null;
  }
  return changes;
}
