import { List, Stack, Text } from '@mantine/core';
import { connectionText } from '../text/connection.ts';

/** Xero shows this trouble on its own page and tells us nothing, so it is explained beforehand. */
export function NoAccountsHelp() {
  return (
    <Stack gap="xs">
      <Text size="sm">{connectionText.noAccounts}</Text>
      <List type="ordered" size="sm" spacing={4}>
        {connectionText.noAccountsSteps.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
