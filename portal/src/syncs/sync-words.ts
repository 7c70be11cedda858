import type { SyncRecord } from '../api/types.ts';
import { changesInWords, syncsText } from '../text/syncs.ts';
import { isAtWork } from './progress.ts';

/** What started a sync, and who. */
export function startOf({ trigger, startedBy }: Pick<SyncRecord, 'trigger' | 'startedBy'>): string {
  return syncsText.startedBy(syncsText.triggers[trigger], startedBy?.name);
}

/** What a sync changed; what did not end well may have changed something nobody counted. */
export function changesOf(sync: Pick<SyncRecord, 'status' | 'counts' | 'failure'>): string {
  const words = changesInWords(sync.counts);
  if (words !== undefined) return words;
  if (isAtWork(sync)) return syncsText.running;
  return sync.status === 'succeeded' ? syncsText.noChanges : syncsText.notFinished;
}
