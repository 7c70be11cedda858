import { Anchor, Badge, Group, Paper, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { Duplicate } from '../../../api/types.ts';
import { duplicatesText } from '../../../text/duplicates.ts';
import { LinkAnchor } from '../../../ui/link-anchor.tsx';

interface DuplicateSideProps {
  side: Duplicate['existing'];
  /** Where this client came from, in words. */
  origin: string;
  /** Its page in the practice. */
  webUrl?: string | undefined;
}

export function DuplicateSide({
  side: { clientId, name, email, status },
  origin,
  webUrl,
}: DuplicateSideProps) {
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed">
        {origin}
      </Text>
      <Group gap="xs">
        <LinkAnchor to="/clients/$clientId" params={{ clientId }} fw={600}>
          {name}
        </LinkAnchor>
        {status !== 'client' && (
          <Badge size="sm" variant="default" tt="none">
            {duplicatesText[status]}
          </Badge>
        )}
      </Group>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {email ?? duplicatesText.noEmail}
      </Text>
      {webUrl !== undefined && (
        <Anchor
          href={webUrl}
          target="_blank"
          rel="noreferrer"
          size="sm"
          aria-label={duplicatesText.inPracticeOf(name)}
        >
          {duplicatesText.inPractice} <IconExternalLink size={14} aria-hidden />
        </Anchor>
      )}
    </Paper>
  );
}
