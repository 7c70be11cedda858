import { Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  words: string;
  icon?: ReactNode;
  /** What can be done about it. */
  children?: ReactNode;
}

export function EmptyState({ title, words, icon, children }: EmptyStateProps) {
  return (
    <Center py={64} px="md">
      <Stack align="center" gap="sm" maw={420}>
        {icon}
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        <Text c="dimmed" ta="center">
          {words}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
