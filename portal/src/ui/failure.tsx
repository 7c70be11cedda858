import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiError } from '../api/api-error.ts';
import { commonText } from '../text/common.ts';

interface FailureProps {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}

/** What failed and what can be done, in the API's own words where it has some. */
export function Failure({ error, title = commonText.failedTitle, onRetry }: FailureProps) {
  const known = error instanceof ApiError;
  return (
    <Alert role="alert" color="red" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{known ? error.message : commonText.unexpected}</Text>
        {known && error.requestId !== undefined && (
          <Text size="xs" c="dimmed">
            {commonText.requestId(error.requestId)}
          </Text>
        )}
        {onRetry !== undefined && (
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            {commonText.tryAgain}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
