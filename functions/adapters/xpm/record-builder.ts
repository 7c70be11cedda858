import type { PracticeRecord } from '#domain/practice/ports.ts';

export const CLIENT_ELEMENTS: ReadonlySet<string> = new Set([
  'UUID',
  'Name',
  'Email',
  'Phone',
  'Website',
  'Address',
  'City',
  'Region',
  'PostCode',
  'Country',
  'ExportCode',
  'IsProspect',
  'IsArchived',
  'IsDeleted',
  'WebUrl',
]);

/** Elements of which the `<Name>` inside is kept. */
export const NAMED_ELEMENTS: ReadonlySet<string> = new Set(['AccountManager', 'JobManager']);

export const CONTACT_ELEMENTS: ReadonlySet<string> = new Set([
  'UUID',
  'Name',
  'Salutation',
  'Position',
  'Email',
  'Phone',
  'Mobile',
  'IsPrimary',
  'IsDeleted',
]);

/** Characters kept of one text: far above every limit of the portal, so that over-long stays over-long. */
const TEXT_KEPT = 20_000;
/** Characters kept of one record, twice what the portal accepts. */
const RECORD_KEPT = 200_000;
const CONTACT_WEIGHT = 100;

/** Collects one record's texts within bounds; the first text given for an element counts. */
export class RecordBuilder {
  private readonly fields: Record<string, string> = {};
  private readonly contacts: Record<string, string>[] = [];
  private contact: Record<string, string> = {};
  private size = 0;

  setField(name: string, text: string): void {
    if (text !== '') this.fields[name] ??= owned(text);
  }

  openContact(): void {
    this.contact = {};
    this.size += CONTACT_WEIGHT;
    if (this.size <= RECORD_KEPT) this.contacts.push(this.contact);
  }

  setContactField(name: string, text: string): void {
    if (text === '' || this.contact[name] !== undefined) return;
    const kept = owned(text);
    this.contact[name] = kept;
    this.size += kept.length;
  }

  record(): PracticeRecord {
    return { fields: this.fields, contacts: this.contacts };
  }
}

/**
 * V8 keeps slices of 13 characters and more as pointers into what they were cut from: here, a whole piece of the
 * document. Slicing a sum copies it first, and what is then pointed into is one character longer.
 */
const SLICED_FROM = 13;

function owned(text: string): string {
  const kept = text.length > TEXT_KEPT ? text.slice(0, TEXT_KEPT) : text;
  return kept.length < SLICED_FROM ? kept : ` ${kept}`.slice(1);
}
