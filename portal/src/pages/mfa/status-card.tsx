import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { mfaText } from '../../text/mfa.ts';

interface StatusCardProps {
  on: boolean;
  /** What can be done about it. */
  children: ReactNode;
}

export function StatusCard({ on, children }: StatusCardProps) {
  return (
    <Card withBorder padding="lg">
      <Stack gap="md" align="flex-start">
        <Stack gap={4}>
          <Group gap="sm">
            <Title order={2} size="h4">
              {on ? mfaText.onTitle : mfaText.offTitle}
            </Title>
            <Badge {...(on ? { color: 'teal.9', variant: 'filled' } : { variant: 'default' })}>
              {on ? mfaText.on : mfaText.off}
            </Badge>
          </Group>
          <Text c="dimmed" size="sm">
            {on ? mfaText.onWords : mfaText.offWords}
          </Text>
        </Stack>
        {children}
      </Stack>
    </Card>
  );
}
