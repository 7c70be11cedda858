import { Box, type BoxProps, Group, Paper, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconExclamationCircle,
  IconInfoCircle,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type Severity = 'info' | 'success' | 'warning' | 'error';

const LOOKS = {
  info: { color: 'blue', Icon: IconInfoCircle },
  success: { color: 'teal', Icon: IconCircleCheck },
  warning: { color: 'yellow', Icon: IconAlertTriangle },
  error: { color: 'red', Icon: IconExclamationCircle },
} as const;

interface CalloutProps extends BoxProps {
  severity: Severity;
  title?: string | undefined;
  /** What is said, in plain text colour: coloured words on a tint are hard to read. */
  children: ReactNode;
  /** Links and buttons, at the end of the line or below. */
  actions?: ReactNode;
  /** What puts it away, at the top right. */
  corner?: ReactNode;
}

/** Something worth knowing, in its severity's colour. Says nothing aloud by itself: wrap it in a live region. */
export function Callout({ severity, title, children, actions, corner, ...box }: CalloutProps) {
  const { color, Icon } = LOOKS[severity];
  const filled = `var(--mantine-color-${color}-filled)`;
  return (
    <Paper
      px="md"
      py="sm"
      bg={`color-mix(in srgb, ${filled} 9%, var(--mantine-color-body))`}
      style={{ borderInlineStart: `4px solid ${filled}` }}
      {...box}
    >
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Box c={`var(--mantine-color-${color}-text)`} lh={0} pt={1}>
          <Icon size={20} aria-hidden />
        </Box>
        <Group gap="xs" justify="space-between" flex={1} miw={0}>
          <Stack gap={2} flex="1 1 240px" miw={0}>
            {title !== undefined && (
              <Text size="sm" fw={600}>
                {title}
              </Text>
            )}
            <Text size="sm" component="div">
              {children}
            </Text>
          </Stack>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
        {corner}
      </Group>
    </Paper>
  );
}
