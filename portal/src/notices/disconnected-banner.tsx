import { Box, Group, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { Me } from '../api/types.ts';
import { noticesText } from '../text/notices.ts';
import { PathButton } from '../ui/path-button.tsx';
import type { Banner } from './arranged.ts';
import { DismissButton } from './dismiss-button.tsx';

const INTEGRATIONS = '/settings/integrations';

/** As wide as the page, for everyone of the firm: what happened, and for admins the way back. */
export function DisconnectedBanner({
  banner: { notice, advice },
  role,
}: {
  banner: Banner;
  role: Me['role'];
}) {
  return (
    <Box
      bg={notice.severity === 'error' ? 'red.9' : 'blue.9'}
      c="white"
      px="lg"
      py="sm"
      mb="md"
      // Out of the page's padding, to its edges.
      mt="calc(var(--mantine-spacing-lg) * -1)"
      mx="calc(var(--mantine-spacing-lg) * -1)"
    >
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Box lh={0} pt={2}>
          <IconPlugConnectedX size={22} aria-hidden />
        </Box>
        <Group gap="sm" justify="space-between" flex={1} miw={0}>
          <Stack gap={2} flex="1 1 240px" miw={0}>
            <Text fw={650}>{noticesText.disconnectedTitle}</Text>
            <Text size="sm">
              {notice.message}
              {advice !== undefined && ` ${advice}`}
            </Text>
          </Stack>
          {role === 'admin' && (
            <PathButton path={notice.action?.href ?? INTEGRATIONS} variant="white" color="dark" size="sm">
              {noticesText.reconnect}
            </PathButton>
          )}
        </Group>
        <DismissButton notice={notice} title={noticesText.disconnectedTitle} c="white" />
      </Group>
    </Box>
  );
}
