import { DomainError } from '../errors.ts';

/** The first bytes of what people rename to .csv: zip (.xlsx, .ods), the old .xls, UTF-16 with its mark. */
const FOREIGN: readonly { bytes: readonly number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an Excel workbook' },
  { bytes: [0xff, 0xfe], what: 'a text in UTF-16' },
  { bytes: [0xfe, 0xff], what: 'a text in UTF-16' },
];

/**
 * UTF-8 with or without its mark, or else Windows-1252: nearly no text in the latter is valid UTF-8 by accident unless
 * it is plain ASCII, which means the same in both.
 */
export function decodeText(bytes: Uint8Array): string {
  const foreign = FOREIGN.find(({ bytes: start }) => start.every((byte, index) => bytes[index] === byte));
  if (foreign !== undefined) throw notText(`This is ${foreign.what}.`);
  if (bytes.includes(0)) throw notText('The file holds characters that no text has.');
  const text = utf8(bytes) ?? windows1252(bytes);
  if (text.includes('\uFFFD')) {
    throw notText(
      'Some characters of the file were lost on the way here. Send it as application/octet-stream, so that nothing takes it for UTF-8.',
    );
  }
  return text;
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * What Windows-1252 has at 0x80 to 0x9F; a question mark stands where it has nothing. By hand, because Node 20's
 * TextDecoder reads ISO-8859-1 in its place, which makes control characters of typographic quotes.
 */
const UPPER_CONTROLS = '€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ';

function windows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (control) => UPPER_CONTROLS.charAt(control.charCodeAt(0) - 0x80));
}

function notText(why: string): DomainError {
  return new DomainError('invalid', 'CSV_UNREADABLE', `${why} Save it as "CSV UTF-8" and upload that file.`);
}
