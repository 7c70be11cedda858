import { DataList, Text } from '@mantine/core';
import type { Connection } from '../api/types.ts';
import { connectionText } from '../text/connection.ts';
import { Fact } from '../ui/fact.tsx';
import { When } from '../ui/when.tsx';

const { facts } = connectionText;

/** Practice, who connected it, and its syncs. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { state, practice, connectedBy, connectedAt, lastSync, nextSyncAt, quota } = connection;
  const live = state === 'connected';
  return (
    <DataList labelWidth={160}>
      {practice !== null && (
        <Fact label={live ? facts.practice : facts.lastPractice}>
          {practice.name ?? facts.unnamedPractice}
        </Fact>
      )}
      {live && connectedBy !== null && <Fact label={facts.connectedBy}>{connectedBy.name}</Fact>}
      {live && connectedAt !== null && (
        <Fact label={facts.connectedAt}>
          <When at={connectedAt} />
        </Fact>
      )}
      <Fact label={facts.lastSync}>
        {lastSync === null ? facts.noneYet : <When at={lastSync.finishedAt} />}
      </Fact>
      {nextSyncAt !== null && (
        <Fact label={facts.nextSync}>
          <When at={nextSyncAt} />
        </Fact>
      )}
      {live && typeof quota?.dayRemaining === 'number' && (
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
