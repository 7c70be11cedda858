import { Alert, Text } from '@mantine/core';
import type { Notice } from '../api/types.ts';

const COLORS = { info: 'blue', success: 'teal', warning: 'yellow', error: 'red' } as const;

export function NoticeBar({ notice }: { notice: Notice }) {
  return (
    <Alert color={COLORS[notice.severity]} role={notice.severity === 'error' ? 'alert' : 'status'}>
      <Text size="sm">{notice.message}</Text>
    </Alert>
  );
}
