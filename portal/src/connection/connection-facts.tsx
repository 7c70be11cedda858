import { DataList } from '@mantine/core';
import type { Connection } from '../api/types.ts';
import { connectionText } from '../text/connection.ts';
import { Fact } from '../ui/fact.tsx';
import { When } from '../ui/when.tsx';

const { facts } = connectionText;

/** The practice, and who connected it. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { state, practice, connectedBy, connectedAt } = connection;
  const live = state === 'connected';
  return (
    <DataList labelWidth="min(160px, 42%)">
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
    </DataList>
  );
}
