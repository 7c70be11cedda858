import { Card, SimpleGrid, Text, Title } from '@mantine/core';
import type { SyncRecord } from '../../api/types.ts';
import { syncText } from '../../text/sync.ts';

type Count = keyof SyncRecord['counts'];

const ALWAYS: readonly Count[] = ['added', 'updated', 'archived', 'unchanged'];
/** Only worth a place when there are any. */
const IF_ANY: readonly Count[] = ['restored', 'skipped', 'held'];

export function SyncCounts({ counts }: Pick<SyncRecord, 'counts'>) {
  const shown = [...ALWAYS, ...IF_ANY.filter((count) => counts[count] > 0)];
  return (
    <section aria-labelledby="sync-counts">
      <Title order={2} size="h4" mb="sm" id="sync-counts">
        {syncText.counts.title}
      </Title>
      <SimpleGrid component="dl" m={0} cols={{ base: 2, sm: 4, lg: 7 }} spacing="sm">
        {shown.map((count) => (
          <Card key={count} withBorder padding="sm">
            <Text component="dt" size="sm" c="dimmed">
              {syncText.counts[count]}
            </Text>
            <Text component="dd" m={0} size="xl" fw={650}>
              {counts[count].toLocaleString('en')}
            </Text>
          </Card>
        ))}
      </SimpleGrid>
    </section>
  );
}
