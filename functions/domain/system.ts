/** The ports for what is not repeatable: time and chance. */
export interface Clock {
  now(): Date;
}

export interface IdSource {
  /** A random UUID (v4). */
  uuid(): string;
  /** `bytes` random bytes, base64url. */
  secret(bytes: number): string;
}

/** Waits; a port so that tests do not. */
export type Sleep = (milliseconds: number) => Promise<void>;
