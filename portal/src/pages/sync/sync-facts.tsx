import { Card, DataList, Title } from '@mantine/core';
import type { SyncRecord } from '../../api/types.ts';
import { durationOf } from '../../syncs/progress.ts';
import { startOf } from '../../syncs/sync-words.ts';
import { syncText } from '../../text/sync.ts';
import { durationInWords } from '../../text/syncs.ts';
import { Fact } from '../../ui/fact.tsx';
import { When } from '../../ui/when.tsx';

const words = syncText.facts;

interface SyncFactsProps {
  sync: SyncRecord;
  /** When it was read, in milliseconds. */
  now: number;
}

export function SyncFacts({ sync, now }: SyncFactsProps) {
  const { mode, startedAt, finishedAt, xeroRequests, quota, missedByDelta, syncId } = sync;
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="sync-facts">
      <Title order={2} size="h4" mb="sm" id="sync-facts">
        {words.title}
      </Title>
      <DataList labelWidth="min(220px, 45%)">
        <Fact label={words.startedBy}>{startOf(sync)}</Fact>
        {mode !== null && <Fact label={words.mode}>{words.modes[mode]}</Fact>}
        <Fact label={words.started}>
          <When at={startedAt} />
        </Fact>
        {finishedAt !== null && (
          <Fact label={words.finished}>
            <When at={finishedAt} />
          </Fact>
        )}
        <Fact label={words.duration}>{durationInWords(durationOf(sync, now))}</Fact>
        <Fact label={words.requests}>{xeroRequests.toLocaleString('en')}</Fact>
        {typeof quota?.dayRemaining === 'number' && (
          <Fact label={words.dayRemaining}>{quota.dayRemaining.toLocaleString('en')}</Fact>
        )}
        {missedByDelta !== null && <Fact label={words.missed}>{missedByDelta.toLocaleString('en')}</Fact>}
        <Fact label={words.id}>{syncId}</Fact>
      </DataList>
    </Card>
  );
}
