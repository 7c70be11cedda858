import { Alert, Stack, Text } from '@mantine/core';
import type { Connection } from '../api/types.ts';
import { connectionText } from '../text/connection.ts';
import { When } from '../ui/when.tsx';

const words = connectionText.health;

/** What will end the connection one day unless somebody does something about it. */
export function HealthWarnings({ health }: Pick<Connection, 'health'>) {
  if (health === null || health.warnings.length === 0) return null;
  const { owner, grantUnusedUntil, warnings } = health;
  return (
    <Alert role="status" color="yellow" title={words.title}>
      <Stack gap="xs">
        {warnings.includes('OWNER_LEFT') && (
          <Text size="sm">{owner === null ? words.ownerLeftUnnamed : words.ownerLeft(owner.name)}</Text>
        )}
        {warnings.includes('GRANT_EXPIRES_SOON') && (
          <Text size="sm">
            {words.grantExpires}{' '}
            {grantUnusedUntil !== null && (
              <>
                {words.grantExpiresOn} <When at={grantUnusedUntil} />.
              </>
            )}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
