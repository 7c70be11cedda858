import { Card, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { mfaText } from '../../text/mfa.ts';
import { NumberedStep } from './numbered-step.tsx';
import { SecretKey } from './secret-key.tsx';
import { VerifyForm } from './verify-form.tsx';

interface SetUpProps {
  secret: string;
  otpauthUri: string;
}

/** The key into the app, the app's code back into the page. */
export function SetUp({ secret, otpauthUri }: SetUpProps) {
  return (
    <Card withBorder padding="lg">
      <Title order={2} size="h4" mb="lg">
        {mfaText.setUpTitle}
      </Title>
      <Stack component="ol" gap="xl" m={0} p={0} style={{ listStyle: 'none' }}>
        <NumberedStep number={1} title={mfaText.stepApp}>
          <Text size="sm" c="dimmed">
            {mfaText.stepAppWords}
          </Text>
        </NumberedStep>
        <NumberedStep number={2} title={mfaText.stepScan}>
          <Group gap="lg" align="center">
            {/* Black on white in both appearances: apps' cameras need it. */}
            <Paper p="sm" bg="white" withBorder>
              <QRCodeSVG value={otpauthUri} size={176} title={mfaText.qrCode} role="img" display="block" />
            </Paper>
            <SecretKey secret={secret} />
          </Group>
        </NumberedStep>
        <NumberedStep number={3} title={mfaText.stepCode}>
          <VerifyForm />
        </NumberedStep>
      </Stack>
    </Card>
  );
}
