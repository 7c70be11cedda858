import type { Notice } from '../api/types.ts';

export type DisconnectedNotice = Extract<Notice, { kind: 'disconnected' }>;

export interface Banner {
  notice: DisconnectedNotice;
  /** What admins are told beside the cause. */
  advice: string | undefined;
}

export interface Arranged {
  banner: Banner | undefined;
  errors: Notice[];
  others: Notice[];
}

/** The banner, with the advice to reconnect inside, then errors, then the rest, each in the API's order. */
export function arranged(notices: readonly Notice[]): Arranged {
  const disconnected = notices.find((each) => each.kind === 'disconnected');
  const reconnect = notices.find(({ kind }) => kind === 'reconnect');
  const bars = notices.filter(
    ({ kind }) => kind !== 'disconnected' && (kind !== 'reconnect' || disconnected === undefined),
  );
  return {
    banner: disconnected === undefined ? undefined : { notice: disconnected, advice: reconnect?.message },
    errors: bars.filter(({ severity }) => severity === 'error'),
    others: bars.filter(({ severity }) => severity !== 'error'),
  };
}
