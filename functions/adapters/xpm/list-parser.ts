import { SaxesParser } from 'saxes';
import { PracticeAnswerError, PracticeRefusedError } from '#domain/practice/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { CLIENT_ELEMENTS, CONTACT_ELEMENTS, NAMED_ELEMENTS, RecordBuilder } from './record-builder.ts';

/** XPM's own documents are 6 deep. */
const MAX_DEPTH = 32;
/** Characters between two tags; a longer stretch would have to be held in memory whole. */
const MAX_STRETCH = 1_000_000;
const DESCRIPTION_LENGTH = 200;

/** What XML forbids but XPM's users can type: it spoils no more than the text it stands in. */
const TOLERATED = new Set(['disallowed character.', 'malformed character entity.']);

/** `ENTITIES` of the parser is a plain object, in which `&constructor;` would be found. */
const ENTITIES: Record<string, string> = { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" };
Object.setPrototypeOf(ENTITIES, null);

/** Reads the answer of `client.api/list` piece by piece, in any order of elements, and knows whether it may be believed. */
export class ListParser {
  private readonly xml = new SaxesParser({ position: false });
  private readonly path: string[] = [];
  private readonly statuses: string[] = [];
  private description = '';
  private sawClients = false;
  private record: RecordBuilder | undefined;
  private completed: PracticeRecord[] = [];
  /** Where the text of the open element goes; undefined when nobody wants it. */
  private keep: ((text: string) => void) | undefined;
  private text = '';
  private ending = false;
  private stretch = 0;
  private events = 0;

  constructor() {
    this.xml.ENTITIES = ENTITIES;
    this.xml.on('doctype', () => {
      throw new PracticeAnswerError('malformed');
    });
    this.xml.on('opentag', ({ name }) => {
      this.open(name);
    });
    this.xml.on('closetag', () => {
      this.close();
    });
    this.xml.on('text', (text) => {
      this.add(text);
    });
    this.xml.on('cdata', (text) => {
      this.add(text);
    });
    this.xml.on('error', (error) => {
      if (this.record !== undefined && TOLERATED.has(error.message)) return;
      throw new PracticeAnswerError(this.ending ? 'incomplete' : 'malformed', { cause: error });
    });
  }

  /** Answers the records that this piece completed. */
  write(piece: string): PracticeRecord[] {
    const before = this.events;
    this.completed = [];
    this.xml.write(piece);
    this.stretch = this.events > before ? piece.length : this.stretch + piece.length;
    if (this.stretch > MAX_STRETCH) throw new PracticeAnswerError('too-large');
    return this.completed;
  }

  /** Returns only if the document was a complete list. */
  end(): void {
    this.ending = true;
    this.xml.close();
    if (this.statuses.includes('ERROR')) {
      throw new PracticeRefusedError(this.description.slice(0, DESCRIPTION_LENGTH) || 'no reason given');
    }
    const fine = this.statuses.length > 0 && this.statuses.every((status) => status === 'OK');
    if (!fine || !this.sawClients) throw new PracticeAnswerError('not-a-list');
  }

  private open(name: string): void {
    const depth = this.path.push(name);
    this.events += 1;
    this.text = '';
    this.keep = undefined;
    if (depth > MAX_DEPTH) throw new PracticeAnswerError('malformed');
    if (depth === 1 && name !== 'Response') throw new PracticeAnswerError('not-a-list');
    if (depth === 2) this.openTop(name);
    else if (depth === 3 && name === 'Client' && this.path[1] === 'Clients')
      this.record = new RecordBuilder();
    else if (this.record !== undefined) this.openInRecord(this.record, depth, name);
  }

  private openTop(name: string): void {
    if (name === 'Clients') this.sawClients = true;
    if (name === 'Status') this.keep = (text) => this.statuses.push(text.trim().toUpperCase());
    if (name === 'ErrorDescription') this.keep = (text) => (this.description = text.trim());
  }

  private openInRecord(record: RecordBuilder, depth: number, name: string): void {
    const parent = this.path[3] ?? '';
    if (depth === 4 && CLIENT_ELEMENTS.has(name)) this.keep = (text) => record.setField(name, text);
    if (depth === 5 && name === 'Name' && NAMED_ELEMENTS.has(parent)) {
      this.keep = (text) => record.setField(parent, text);
    }
    if (parent !== 'Contacts') return;
    if (depth === 5 && name === 'Contact') record.openContact();
    if (depth === 6 && this.path[4] === 'Contact' && CONTACT_ELEMENTS.has(name)) {
      this.keep = (text) => record.setContactField(name, text);
    }
  }

  private add(text: string): void {
    this.events += 1;
    if (this.keep !== undefined) this.text += text;
  }

  private close(): void {
    this.events += 1;
    this.keep?.(this.text);
    this.keep = undefined;
    this.text = '';
    if (this.path.length === 3 && this.record !== undefined) {
      this.completed.push(this.record.record());
      this.record = undefined;
    }
    this.path.pop();
  }
}
