import { Badge, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Duplicate } from '../../../api/types.ts';
import { duplicatesText } from '../../../text/duplicates.ts';
import { When } from '../../../ui/when.tsx';
import { Decide } from './decide.tsx';
import { DuplicateSide } from './duplicate-side.tsx';

/** Two clients side by side, why they may be one, and what can be done about it. */
export function DuplicateCard({ duplicate }: { duplicate: Duplicate }) {
  const { existing, incoming, kind, reason } = duplicate;
  return (
    <Card
      withBorder
      padding="md"
      role="group"
      aria-label={duplicatesText.pairOf(existing.name, incoming.name)}
    >
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Badge variant="light" tt="none">
            {duplicatesText.reasons[reason]}
          </Badge>
          <Text size="sm" c="dimmed">
            <Decided duplicate={duplicate} />
          </Text>
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <DuplicateSide side={existing} origin={duplicatesText.kinds[kind]} />
          <DuplicateSide side={incoming} origin={duplicatesText.incoming} webUrl={incoming.webUrl} />
        </SimpleGrid>
        <Decide duplicate={duplicate} />
      </Stack>
    </Card>
  );
}

function Decided({ duplicate: { status, foundAt, decidedAt, decidedBy } }: { duplicate: Duplicate }) {
  if (status === 'open' || decidedAt === null) {
    return (
      <>
        {duplicatesText.found} <When at={foundAt} />
      </>
    );
  }
  const by = status === 'linked' ? duplicatesText.linkedBy : duplicatesText.keptApartBy;
  return (
    <>
      {by(decidedBy?.name)}, <When at={decidedAt} />
    </>
  );
}
