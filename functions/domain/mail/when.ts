/** "Monday, 3 August 2026 at 6:05 am NZST", in the firm's time zone. */
export function whenIn(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-NZ', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}
