import type { Connection } from '../api/types.ts';

/** What the badge says: `syncing` is connected with a sync at work. */
export type ShownState = Connection['state'] | 'syncing';

export function shownState({
  state,
  currentSyncId,
}: Pick<Connection, 'state' | 'currentSyncId'>): ShownState {
  return state === 'connected' && currentSyncId !== null ? 'syncing' : state;
}

/** A connection that once worked and can be had again. */
export function isReconnect(connection: Pick<Connection, 'state'>): boolean {
  return connection.state === 'broken' || connection.state === 'disconnected';
}
