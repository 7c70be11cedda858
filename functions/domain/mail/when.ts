const formats = new Map<string, Intl.DateTimeFormat>();

/** "Monday, 3 August 2026 at 6:05 am NZST", in the firm's time zone. */
export function whenIn(timeZone: string, at: Date): string {
  return formatOf(timeZone).format(at);
}

/** Kept, because making one takes longer than all the rest of a mail; there are a few hundred zones at most. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-NZ', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  formats.set(timeZone, format);
  return format;
}
