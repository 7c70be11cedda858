import { between, mulberry32, pick } from './random.ts';

/** What has broken mails, pages and tables before. */
const KNOWN: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</td></tr></table><a href="https://evil.example">x</a>',
  '</title><style>*{display:none}</style>',
  '<!-- ',
  ' -->',
  '<![CDATA[',
  ']]>',
  '<?xml version="1.0"?>',
  '<a href=javascript:alert(1)>x</a>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  'Bcc: eve@evil.example',
  'x\r\nBcc: eve@evil.example',
  'x\nTo: eve@evil.example\n\nbody',
  'x\r\n\r\n<html>',
  'x\u2028Bcc: eve@evil.example',
  'x\u0085Bcc: eve@evil.example',
  '=?utf-8?q?Bcc=3A_eve?=',
  '\u202Egnp.exe',
  '\u2066x\u2069',
  '\u200B\u200D\uFEFF',
  '\u0000\u0001\u0007\u001B[31m',
  '{{constructor.constructor("x")()}}',
  '${process.env.SECRET}',
  '%0d%0aBcc:%20eve@evil.example',
  '&lt;b&gt;&amp;&#60;i&#62;&nbsp;&constructor;',
  '&#x0d;&#x0a;',
  '\uD800',
  'a\uDC00b',
  'e\u0301'.repeat(80),
  '😀'.repeat(200),
  'Ω'.repeat(10_240),
  '<'.repeat(10_240),
  '&'.repeat(500),
  ' ',
  '\t\t',
  '=HYPERLINK("https://evil.example")',
  '__proto__',
  '$& $1 $$ $`',
];

/** So many strings, each another; the known ones first, then pieces of them in every order. */
export function hostileTexts(count: number): string[] {
  const random = mulberry32(20_260_302);
  const texts = new Set(KNOWN);
  while (texts.size < count) {
    const parts = Array.from({ length: between(random, 2, 4) }, () => pick(random, KNOWN).slice(0, 40));
    texts.add(parts.join(pick(random, ['', ' ', '\r\n', '"', '>', 'Ltd'])));
  }
  return [...texts].slice(0, count);
}
