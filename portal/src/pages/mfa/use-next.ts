import { getRouteApi } from '@tanstack/react-router';
import { AFTER_CONNECTING } from './after-connecting.ts';

const route = getRouteApi('/shell/settings/mfa');

/** Where to go on once MFA is on; absent: stay here. */
export function useNext(): string | undefined {
  const { next, connection } = route.useSearch();
  return connection === 'connected' ? AFTER_CONNECTING : next;
}
