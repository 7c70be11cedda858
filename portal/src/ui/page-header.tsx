import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { commonText } from '../text/common.ts';

interface PageHeaderProps {
  title: string;
  /** One sentence below the title. */
  lead?: ReactNode;
  /** Buttons, at the top right. */
  children?: ReactNode;
}

/** A page's one heading; also the title of the browser's tab. */
export function PageHeader({ title, lead, children }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · ${commonText.product}`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
      <Stack gap={4}>
        <Title order={1} size="h2">
          {title}
        </Title>
        {lead !== undefined && <Text c="dimmed">{lead}</Text>}
      </Stack>
      {children !== undefined && <Group gap="sm">{children}</Group>}
    </Group>
  );
}
