import type { ClientDetails } from '../client/client.ts';
import type { SyncIssue } from '../sync/sync.ts';
import { fieldReader, type Limits, OverLongError } from './field-reader.ts';
import type { PracticeRecord } from './ports.ts';
import type { PracticeClient, PracticeContact } from './practice-client.ts';

/** What one record of XPM's list means to the portal. */
export type MappedRecord =
  /** No valid UUID: which client it is cannot be told, so absence proves nothing any more. */
  | { kind: 'unidentified'; issue: SyncIssue }
  | { kind: 'invalid'; xpmUuid: string; issue: SyncIssue }
  /** Archived or deleted in XPM; nothing else of it matters. */
  | { kind: 'removed'; xpmUuid: string; name: string | null; webUrl: string | null }
  | { kind: 'current'; client: PracticeClient; issues: SyncIssue[] };

/** A record that weighs more than this is no client of an accounting firm. */
const MAX_RECORD = 100_000;
const CONTACT_WEIGHT = 100;

const CLIENT_LIMITS: Limits = {
  Name: 500,
  Email: 320,
  Phone: 100,
  Website: 500,
  Address: 2000,
  City: 200,
  Region: 200,
  PostCode: 50,
  Country: 200,
  ExportCode: 200,
  AccountManager: 500,
  JobManager: 500,
};

const CONTACT_LIMITS: Limits = {
  Name: 500,
  Salutation: 500,
  Position: 500,
  Email: 320,
  Phone: 100,
  Mobile: 100,
};

export function mapRecord(record: PracticeRecord): MappedRecord {
  const read = fieldReader(record.fields, CLIENT_LIMITS);
  const xpmUuid = xpmUuidOf(record);
  const name = read.shortened('Name') ?? null;
  const webUrl = webUrlOf(record.fields['WebUrl']) ?? null;
  if (xpmUuid === undefined) {
    const message = 'The record has no valid UUID, so it cannot be told which client it is.';
    return {
      kind: 'unidentified',
      issue: { code: 'RECORD_UNIDENTIFIED', message, name, xpmUuid: null, webUrl },
    };
  }
  const invalid = (message: string): MappedRecord => ({
    kind: 'invalid',
    xpmUuid,
    issue: { code: 'RECORD_INVALID', message, name, xpmUuid, webUrl },
  });

  const flags = { IsArchived: false, IsDeleted: false, IsProspect: false };
  for (const flag of ['IsArchived', 'IsDeleted', 'IsProspect'] as const) {
    const value = yesNo(record.fields[flag]);
    if (value === undefined) return invalid(`${flag} is neither Yes nor No.`);
    flags[flag] = value;
  }
  if (flags.IsArchived || flags.IsDeleted) return { kind: 'removed', xpmUuid, name, webUrl };
  if (name === null) return invalid('The client has no name.');
  if (weightOf(record) > MAX_RECORD) return invalid('The record is larger than 100 KB.');

  try {
    const issues: SyncIssue[] = [];
    const contacts = mapContacts(record.contacts, (message) =>
      issues.push({ code: 'CONTACT_INVALID', message, name, xpmUuid, webUrl }),
    );
    const details = detailsOf(read, webUrl);
    return {
      kind: 'current',
      client: { xpmUuid, isProspect: flags.IsProspect, details, contacts },
      issues,
    };
  } catch (error) {
    if (error instanceof OverLongError) return invalid(error.message);
    throw error;
  }
}

function detailsOf(read: ReturnType<typeof fieldReader>, webUrl: string | null): ClientDetails {
  return {
    name: read.line('Name') ?? '',
    ...given('email', read.line('Email')),
    ...given('phone', read.line('Phone')),
    ...given('website', read.line('Website')),
    ...given('address', read.lines('Address')),
    ...given('city', read.line('City')),
    ...given('region', read.line('Region')),
    ...given('postCode', read.line('PostCode')),
    ...given('country', read.line('Country')),
    ...given('exportCode', read.line('ExportCode')),
    ...given('accountManager', read.line('AccountManager')),
    ...given('jobManager', read.line('JobManager')),
    ...given('webUrl', webUrl ?? undefined),
  };
}

/** Deleted ones are left out; a contact that is listed twice counts once. */
function mapContacts(
  records: PracticeRecord['contacts'],
  report: (message: string) => void,
): PracticeContact[] {
  const contacts = new Map<string, PracticeContact>();
  for (const fields of records) {
    if (yesNo(fields['IsDeleted']) === true) continue;
    const read = fieldReader(fields, CONTACT_LIMITS, 'of a contact');
    const contactId = uuidOf(fields['UUID']);
    if (contactId === undefined) {
      const name = read.shortened('Name');
      report(
        `${name === undefined ? 'A contact' : `The contact "${name}"`} has no valid UUID and was left out.`,
      );
    } else if (!contacts.has(contactId)) {
      contacts.set(contactId, {
        contactId,
        name: read.line('Name') ?? '',
        ...given('salutation', read.line('Salutation')),
        ...given('position', read.line('Position')),
        ...given('email', read.line('Email')),
        ...given('phone', read.line('Phone')),
        ...given('mobile', read.line('Mobile')),
        flaggedPrimary: yesNo(fields['IsPrimary']) === true,
      });
    }
  }
  return [...contacts.values()];
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const found: { [P in K]?: string } = {};
  if (value !== undefined) found[key] = value;
  return found;
}

export function xpmUuidOf(record: PracticeRecord): string | undefined {
  return uuidOf(record.fields['UUID']);
}

/** Xero's GUIDs follow no version; the empty one is .NET's "none". */
function uuidOf(text: string | undefined): string | undefined {
  const uuid = text?.trim().toLowerCase() ?? '';
  const shaped = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(uuid);
  return shaped && /[1-9a-f]/.test(uuid) ? uuid : undefined;
}

/** Absent means No; undefined is neither. */
function yesNo(text: string | undefined): boolean | undefined {
  const value = text?.trim().toLowerCase() ?? '';
  if (value === 'yes') return true;
  return value === 'no' || value === '' ? false : undefined;
}

/** It becomes a link in the portal, so nothing but https passes. */
function webUrlOf(text: string | undefined): string | undefined {
  const url = text?.trim() ?? '';
  return /^https:\/\//i.test(url) && url.length <= 1000 && URL.canParse(url) ? url : undefined;
}

function weightOf({ fields, contacts }: PracticeRecord): number {
  const weigh = (texts: Readonly<Record<string, string>>) =>
    Object.values(texts).reduce((sum, text) => sum + text.length, 0);
  return contacts.reduce((sum, contact) => sum + CONTACT_WEIGHT + weigh(contact), weigh(fields));
}
