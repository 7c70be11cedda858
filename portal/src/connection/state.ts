import type { Connection } from '../api/types.ts';

/** What the badge says: `syncing` is connected with a sync at work. */
export type ShownState = Connection['state'] | 'syncing';

export function shownState({
  state,
  currentSyncId,
}: Pick<Connection, 'state' | 'currentSyncId'>): ShownState {
  return state === 'connected' && currentSyncId !== null ? 'syncing' : state;
}

/** Between connecting and the end of the first sync. */
export function isFirstSyncAhead({
  state,
  connectedAt,
  lastSync,
}: Pick<Connection, 'state' | 'connectedAt' | 'lastSync'>): boolean {
  const isDone = lastSync !== null && connectedAt !== null && lastSync.finishedAt >= connectedAt;
  return state === 'connected' && !isDone;
}

/** A connection that once worked and can be had again. */
export function isReconnect(connection: Pick<Connection, 'state'>): boolean {
  return connection.state === 'broken' || connection.state === 'disconnected';
}
