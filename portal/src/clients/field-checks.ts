import { clientsText } from '../text/clients.ts';

/**
 * What a form says before the API has to: the same limits (`functions/domain/client/client-input.ts`). Each answers
 * what is wrong in words, or null.
 */
type Check = (text: string) => string | null;

const { problems } = clientsText;
const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** May be empty. */
export function lineCheck(label: string, max: number): Check {
  return (text) => {
    if (text.trim().length > max) return problems.long(label, max);
    return CONTROL_CHARACTERS.test(text.trim()) ? problems.line(label) : null;
  };
}

/** May be empty, and have lines. */
export function linesCheck(label: string, max: number): Check {
  return (text) => (text.trim().length > max ? problems.long(label, max) : null);
}

export function nameCheck(label: string): Check {
  const line = lineCheck(label, 500);
  return (text) => {
    if (text.trim() === '') return problems.missing(label);
    if (text.normalize('NFKD').replace(/\p{M}/gu, '').trim() === '') return problems.letters(label);
    return line(text);
  };
}

/** May be empty. */
export const emailCheck: Check = (text) => {
  const email = text.trim();
  if (email === '') return null;
  const isOne =
    email.length <= 320 && /^[^\s@<>()",;:\p{C}]+@[^\s@<>()",;:\p{C}]+\.[^\s@<>()",;:.\p{C}]+$/u.test(email);
  return isOne ? null : problems.email;
};

/** The text as the API takes it, or undefined if there is none. */
export function given(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : trimmed;
}
