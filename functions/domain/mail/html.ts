/** Text that is safe inside an HTML mail; only the tag below makes it. */
export class Html {
  constructor(readonly markup: string) {}
}

type Value = Html | string | number | readonly Html[];

/** `html\`<b>${name}</b>\`` escapes what is put in, unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + markupOf(values[index] ?? '')).join(''));
}

function markupOf(value: Value): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map((item) => item.markup).join('');
  return escape(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/**
 * One line of bounded text from outside: no control characters, no line breaks, none of the marks that turn the
 * direction of writing or hide themselves.
 */
export function oneLine(text: string, limit = 120): string {
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= limit ? clean : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Links may lead to the web alone; anything else becomes plain text. */
export function link(href: string | undefined | null, label: string): Html {
  return href !== undefined && href !== null && href.startsWith('https://')
    ? html`<a href="${href}" style="color:#1d5fbf">${label}</a>`
    : html`${label}`;
}
