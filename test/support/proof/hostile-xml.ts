import { clientXml, CLOSE, listXml, OPEN, uuidNo } from '../practice/xml.ts';
import { between, pick, type Random } from './random.ts';

const one = {
  uuid: uuidNo('c', 1),
  name: 'Harbour Cafe',
  fields: { Email: 'a@example.com', IsArchived: 'No' },
};
export const PLAIN_XML = listXml([one, { uuid: uuidNo('c', 2), name: 'Two & Sons' }]);
const withEntity = (declaration: string, use = '&x;') =>
  `<!DOCTYPE Response [${declaration}]>${PLAIN_XML.replace('Harbour', use)}`;
const LOL = Array.from({ length: 10 }, (_, index) =>
  index === 0
    ? '<!ENTITY l0 "lol">'
    : `<!ENTITY l${String(index)} "${`&l${String(index - 1)};`.repeat(10)}">`,
).join('');
const inName = (name: string) =>
  `${OPEN}<Client><UUID>${one.uuid}</UUID><Name>${name}</Name></Client>${CLOSE}`;
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

/** Whether such a file may be read at all, in which case it does no harm; refused it has to be otherwise. */
export interface HostileFile {
  name: string;
  file: string | Uint8Array;
  may: 'be refused' | 'be read';
}

const REFUSED: Readonly<Record<string, string | Uint8Array>> = {
  'an external entity on disk': withEntity('<!ENTITY x SYSTEM "file:///etc/passwd">'),
  'an external entity on the web': withEntity('<!ENTITY x SYSTEM "http://canary.example/x">'),
  'an external entity in the cloud': withEntity(
    '<!ENTITY x SYSTEM "http://169.254.169.254/latest/meta-data/">',
  ),
  'an external entity by name': withEntity('<!ENTITY x PUBLIC "-//W3C//X" "http://canary.example/x">'),
  'a parameter entity': withEntity('<!ENTITY % p SYSTEM "http://canary.example/x.dtd"> %p;'),
  'a parameter entity that makes another': withEntity(
    '<!ENTITY % a "<!ENTITY x SYSTEM \'file:///etc/passwd\'>">%a;',
  ),
  'a DTD elsewhere': `<!DOCTYPE Response SYSTEM "http://canary.example/x.dtd">${PLAIN_XML}`,
  'a DTD without anything': `<!DOCTYPE Response>${PLAIN_XML}`,
  'a doctype within': PLAIN_XML.replace('<Clients>', '<!DOCTYPE a [<!ENTITY x "y">]><Clients>'),
  'a billion laughs': withEntity(LOL, '&l9;'),
  'a quadratic blow-up': withEntity(`<!ENTITY x "${'a'.repeat(50_000)}">`, '&x;'.repeat(1_000)),
  'an entity that holds itself': withEntity('<!ENTITY x "&x;">'),
  'an attribute list with a default': `<!DOCTYPE Response [<!ATTLIST Response a CDATA "b">]>${PLAIN_XML}`,
  'a notation': `<!DOCTYPE r [<!NOTATION n SYSTEM "file:///bin/sh">]>${PLAIN_XML}`,
  'an undeclared entity': inName('&nbsp;'),
  'an entity called constructor': inName('&constructor;'),
  'an entity called __proto__': inName('&__proto__;'),
  'an entity called toString': inName('&toString;'),
  'an entity without an end': inName('&amp'),
  '200 levels': `${OPEN}${'<a>'.repeat(200)}${'</a>'.repeat(200)}${CLOSE}`,
  '100,000 levels': `${OPEN}${'<a>'.repeat(100_000)}`,
  'levels within a client': inName(`${'<b>'.repeat(64)}${'</b>'.repeat(64)}`),
  'another root': PLAIN_XML.replaceAll('Response', 'response'),
  'two roots': PLAIN_XML + PLAIN_XML,
  'text after the root': `${PLAIN_XML} more`,
  'text before the root': `x${PLAIN_XML}`,
  'a root that never ends': PLAIN_XML.replace('</Response>', ''),
  'ends that cross': PLAIN_XML.replace('</Name></Client>', '</Client></Name>').replace(
    '</Name>',
    '</Client>',
  ),
  'an HTML page': '<!doctype html><html><body>Sign in</body></html>',
  'a page that says OK': '<html><Status>OK</Status><Clients/></html>',
  JSON: '{"status":"OK","clients":[]}',
  nothing: '',
  'white space': ' \n\t ',
  'NUL bytes alone': Buffer.alloc(5_000),
  'NUL before the root': `\u0000${PLAIN_XML}`,
  'NUL between two clients': PLAIN_XML.replace('</Client><Client>', '</Client>\u0000<Client>'),
  'UTF-16, little end first': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(PLAIN_XML, 'utf16le')]),
  'UTF-16 without a mark': Buffer.from(PLAIN_XML, 'utf16le'),
  'Latin-1 under the name of UTF-8': Buffer.from(inName('Caf\u00e9 Zo\u00eb'), 'latin1'),
  'a character cut in two': bytes(OPEN, '<Client><Name>', [0xe2, 0x82], '</Name></Client>', CLOSE),
  'an overlong slash': bytes(OPEN, '<Client><Name>', [0xc0, 0xaf], '</Name></Client>', CLOSE),
  'half of a pair': bytes(OPEN, '<Client><Name>', [0xed, 0xa0, 0x80], '</Name></Client>', CLOSE),
  'no status': PLAIN_XML.replace('<Status>OK</Status>', ''),
  'a status that is another': PLAIN_XML.replace('OK', 'MAYBE'),
  'two that contradict each other': PLAIN_XML.replace('</Clients>', '</Clients><Status>NO</Status>'),
  'the status deep inside': '<Response><a><Status>OK</Status></a><Clients/></Response>',
  'the list deep inside': '<Response><Status>OK</Status><a><Clients/></a></Response>',
  'an attribute twice': PLAIN_XML.replace('<Client>', '<Client a="1" a="2">'),
  'an attribute without quotes': PLAIN_XML.replace('<Client>', '<Client a=1>'),
  'a comment without an end': PLAIN_XML.replace('<Clients>', '<!-- <Clients>'),
  'CDATA without an end': inName('<![CDATA[x'),
  'a bare less-than': inName('a < b'),
  'a text of two million characters': inName('n'.repeat(2_000_000)),
  'an attribute of two million characters': PLAIN_XML.replace(
    '<Client>',
    `<Client a="${'x'.repeat(2_000_000)}">`,
  ),
  'an element name of two million characters': `${OPEN}<${'a'.repeat(2_000_000)}/>${CLOSE}`,
  'a namespace that is none': PLAIN_XML.replaceAll('Response', 'x:Response'),
  'a truncated gzip': Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
};

const READ: Readonly<Record<string, string | Uint8Array>> = {
  'an element called __proto__': inName('x').replace(
    '<Name>',
    '<__proto__><polluted>1</polluted></__proto__><Name>',
  ),
  'an element called constructor': inName('x').replace(
    '<Name>',
    '<constructor><prototype><polluted>1</polluted></prototype></constructor><Name>',
  ),
  'a client called __proto__': inName('__proto__'),
  'a contact of __proto__': `${OPEN}<Client><UUID>${one.uuid}</UUID><Name>x</Name><Contacts><Contact><__proto__>1</__proto__><UUID>k</UUID></Contact></Contacts></Client>${CLOSE}`,
  'control characters in a name': inName('a\u0001b&#x2;c'),
  '20,000 contacts': listXml([{ ...one, contacts: Array.from({ length: 20_000 }, () => ({ name: 'x' })) }]),
  '100,000 empty elements': `${OPEN}<Client>${'<a/>'.repeat(100_000)}<UUID>${one.uuid}</UUID></Client>${CLOSE}`,
  'an instruction': PLAIN_XML.replace('<Clients>', '<?php system("x") ?><Clients>'),
  'CDATA with tags': inName('<![CDATA[<script>alert(1)</script>]]>'),
  'the same client 1,000 times': OPEN + clientXml(one).repeat(1_000) + CLOSE,
};

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...Object.entries(REFUSED).map(([name, file]) => ({ name, file, may: 'be refused' as const })),
  ...Object.entries(READ).map(([name, file]) => ({ name, file, may: 'be read' as const })),
];

const PIECES = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '/',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?',
    '<!DOCTYPE x [',
    '<!ENTITY x "y">',
  ],
  ...[
    '&#0;',
    '&#x110000;',
    '&#xD800;',
    '&x;',
    '&amp;',
    '\u0000',
    '\uFEFF',
    '<__proto__>',
    '</Client>',
    '</Clients>',
  ],
  ...['<Status>OK</Status>', '<Status>ERROR</Status>', '<Client>', '</Response>', 'xmlns="y"', '\u2028'],
];

/** A good list after one to four accidents of its bytes. */
export function mutated(random: Random): Buffer {
  let file = Buffer.from(PLAIN_XML);
  for (let times = between(random, 1, 4); times > 0; times -= 1) {
    const at = between(random, 0, file.length);
    const to = Math.min(file.length, at + between(random, 0, 40));
    const [before, within, after] = [file.subarray(0, at), file.subarray(at, to), file.subarray(to)];
    file = pick(random, [
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, Buffer.from(pick(random, PIECES)), after]),
      () => Buffer.concat([before, Buffer.from(pick(random, PIECES)), within, after]),
      () => Buffer.concat([before, within, within, after]),
      () => Buffer.concat([before, Buffer.from([between(random, 0, 255)]), file.subarray(at + 1)]),
    ])();
  }
  return file;
}
