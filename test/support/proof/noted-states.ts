const noted: string[] = [];

/** Of a connection that a test began: nobody else knows its state and its cookie, since they are stored hashed. */
export function noteState(authorizeUrl: string, cookie: string): void {
  noted.push(new URL(authorizeUrl).searchParams.get('state') ?? '', cookie.split('=')[1] ?? '');
}

export const notedStates = (): readonly string[] => noted;
