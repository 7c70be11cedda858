import { Badge, Group } from '@mantine/core';
import type { ClientRow } from '../api/types.ts';
import { clientsText } from '../text/clients.ts';

const STATUS_COLORS = { client: 'brand', prospect: 'blue', archived: 'gray' } as const;

/** Coloured small letters on their own tint are too pale to read. */
const TEXT = 'var(--mantine-color-text)';

interface ClientBadgesProps {
  client: Pick<ClientRow, 'status' | 'gap'>;
  /** Whether also the ordinary status is worth a badge. */
  always?: boolean;
}

/** What is special about a client: its status and what is missing. */
export function ClientBadges({ client: { status, gap }, always = false }: ClientBadgesProps) {
  const shown = always || status !== 'client';
  if (!shown && gap === undefined) return null;
  return (
    <Group gap={6}>
      {shown && (
        <Badge variant="light" color={STATUS_COLORS[status]} c={TEXT} tt="none">
          {clientsText.statusNames[status]}
        </Badge>
      )}
      {gap !== undefined && (
        <Badge variant="light" color="orange" c={TEXT} tt="none">
          {clientsText.gaps[gap]}
        </Badge>
      )}
    </Group>
  );
}
