import { DataList, Text } from '@mantine/core';
import type { Connection } from '../api/types.ts';
import { connectionText } from '../text/connection.ts';
import { Fact } from '../ui/fact.tsx';
import { When } from '../ui/when.tsx';

const { facts } = connectionText;

/** When it synced and will sync, and what Xero still lets it ask today. */
export function SyncTimes({ connection: { lastSync, nextSyncAt, quota } }: { connection: Connection }) {
  return (
    <DataList labelWidth="min(160px, 42%)">
      <Fact label={facts.lastSync}>
        {lastSync === null ? facts.noneYet : <When at={lastSync.finishedAt} />}
      </Fact>
      {nextSyncAt !== null && (
        <Fact label={facts.nextSync}>
          <When at={nextSyncAt} />
        </Fact>
      )}
      {typeof quota?.dayRemaining === 'number' && (
        <Fact label={facts.quota}>
          {quota.dayRemaining.toLocaleString('en')}
          <Text size="xs" c="dimmed">
            {facts.quotaHelp}
          </Text>
        </Fact>
      )}
    </DataList>
  );
}
