import { Card, Stack, Title } from '@mantine/core';
import { NoAccountsHelp } from '../../connection/no-accounts-help.tsx';
import { connectionText } from '../../text/connection.ts';

export function ConnectingHelp() {
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="connecting-help">
      <Stack gap="xs">
        <Title order={2} size="h5" id="connecting-help">
          {connectionText.noAccountsTitle}
        </Title>
        <NoAccountsHelp />
      </Stack>
    </Card>
  );
}
