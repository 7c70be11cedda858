import type { PracticeRecord } from '#domain/practice/ports.ts';
import type { SyncIssue } from '#domain/sync/sync.ts';
import { record } from '../practice/world.ts';
import { uuidNo } from '../practice/xml.ts';

export interface Poison {
  code: SyncIssue['code'];
  spoil: (index: number) => PracticeRecord;
}

const unidentified = (UUID: string): Poison => ({
  code: 'RECORD_UNIDENTIFIED',
  spoil: (index) => ({ fields: { UUID, Name: `Nobody ${String(index)}` }, contacts: [] }),
});
const invalid = (fields: Record<string, string>, contacts: Record<string, string>[] = []): Poison => ({
  code: 'RECORD_INVALID',
  spoil: (index) => record(index, fields, contacts),
});
const long = (length: number) => 'x'.repeat(length);
const person = { UUID: uuidNo('d', 1), Name: 'Aroha Owner' };

/** What one record can have wrong with it, and what it is called in the summary. */
export const POISONS: Readonly<Record<string, Poison>> = {
  'an empty UUID': unidentified(''),
  'a UUID that is none': unidentified('not-one'),
  'a UUID without dashes': unidentified('0b7e3f5a5d0f4a0e9a550f3f1c6b1a01'),
  'the empty UUID of .NET': unidentified('00000000-0000-0000-0000-000000000000'),
  'a UUID with more behind it': unidentified('0b7e3f5a-5d0f-4a0e-9a55-0f3f1c6b1a01x'),
  'no name': invalid({ Name: '' }),
  'a blank name': invalid({ Name: ' \t\r\n ' }),
  'a name of control characters': invalid({ Name: '\u0001\u0002' }),
  'a long name': invalid({ Name: long(501) }),
  'a long e-mail': invalid({ Email: long(321) }),
  'a long phone': invalid({ Phone: long(101) }),
  'a long website': invalid({ Website: long(501) }),
  'a long address': invalid({ Address: long(2001) }),
  'a long city': invalid({ City: long(201) }),
  'a long post code': invalid({ PostCode: long(51) }),
  'a long manager': invalid({ AccountManager: long(501) }),
  'archived or not': invalid({ IsArchived: 'Maybe' }),
  'deleted or not': invalid({ IsDeleted: '1' }),
  'a prospect or not': invalid({ IsProspect: 'true' }),
  'more than 100 KB': invalid(
    {},
    Array.from({ length: 900 }, (_, index) => ({ UUID: uuidNo('d', index), Name: 'Somebody' })),
  ),
  'a contact with a long name': invalid({}, [{ ...person, Name: long(501) }]),
  'a contact without a UUID': {
    code: 'CONTACT_INVALID',
    spoil: (index) => record(index, {}, [{ Name: 'Nobody' }, person]),
  },
  'the same UUID again': { code: 'RECORD_DUPLICATE', spoil: (index) => record(index, { Name: 'Again' }) },
};
