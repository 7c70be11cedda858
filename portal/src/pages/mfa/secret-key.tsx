import { Button, Code, CopyButton, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { mfaText } from '../../text/mfa.ts';
import { inGroupsOfFour } from './in-groups-of-four.ts';

/** The key as people type it: authenticator apps take it with or without the blanks. */
export function SecretKey({ secret }: { secret: string }) {
  return (
    <Stack gap="xs" align="flex-start" flex="1 1 220px" miw={0}>
      <Text size="sm" c="dimmed">
        {mfaText.stepType}
      </Text>
      <Code block role="group" aria-label={mfaText.keyLabel} w="100%" style={{ whiteSpace: 'pre-wrap' }}>
        {inGroupsOfFour(secret)}
      </Code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button
            size="xs"
            variant="default"
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            <span aria-live="polite">{copied ? mfaText.copied : mfaText.copyKey}</span>
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}
