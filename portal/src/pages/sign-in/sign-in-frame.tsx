import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTabTitle } from '../../ui/use-tab-title.ts';
import { commonText } from '../../text/common.ts';

interface SignInFrameProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** What is around every step: the product's name, the step's heading and a sentence on it. */
export function SignInFrame({ title, lead, children }: SignInFrameProps) {
  useTabTitle(title);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="xl">
        <Group gap="sm" justify="center">
          <img src="/favicon.svg" alt="" width={36} height={36} />
          <Text fw={650} size="lg">
            {commonText.product}
          </Text>
        </Group>
        <Paper withBorder shadow="sm" radius="lg" p={{ base: 'lg', xs: 'xl' }}>
          <Stack gap={6} mb="lg">
            <Title order={1} size="h3">
              {title}
            </Title>
            {lead !== undefined && (
              <Text c="dimmed" size="sm">
                {lead}
              </Text>
            )}
          </Stack>
          {children}
        </Paper>
      </Stack>
    </Center>
  );
}
