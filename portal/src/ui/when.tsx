import { useMe } from '../app/use-me.ts';

const LOCALE = 'en-NZ';

/** A moment in words, in the firm's time zone, e.g. "22 Nov 2026, 6:00 am". */
export function formatWhen(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    new Date(at),
  );
}

/** A moment in the firm's time zone. */
export function When({ at }: { at: string }) {
  const me = useMe();
  return <time dateTime={at}>{formatWhen(at, me.firm.timeZone)}</time>;
}
