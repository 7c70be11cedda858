import { Group, Stack, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface NumberedStepProps {
  number: number;
  title: string;
  children: ReactNode;
}

export function NumberedStep({ number, title, children }: NumberedStepProps) {
  return (
    <Group component="li" align="flex-start" wrap="nowrap" gap="md">
      <ThemeIcon radius="xl" variant="light" size={28} aria-hidden>
        {number}
      </ThemeIcon>
      <Stack gap="xs" miw={0} flex={1} pt={2}>
        <Title order={3} size="h5">
          {title}
        </Title>
        {children}
      </Stack>
    </Group>
  );
}
