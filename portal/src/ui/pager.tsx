import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { commonText } from '../text/common.ts';
import type { Cursors } from './use-cursors.ts';

interface PagerProps {
  cursors: Cursors;
  /** Null on the last page. */
  nextCursor: string | null | undefined;
}

/** Back and forth in a list; absent when all of it is on one page. */
export function Pager({ cursors: { page, next, previous }, nextCursor }: PagerProps) {
  const more = nextCursor !== null && nextCursor !== undefined;
  if (page === 1 && !more) return null;
  return (
    <Group justify="flex-end" gap="xs" mt="sm">
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={commonText.previousPage}
        disabled={page === 1}
        onClick={previous}
      >
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <Text size="sm" aria-live="polite">
        {commonText.page(page)}
      </Text>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={commonText.nextPage}
        disabled={!more}
        onClick={() => {
          if (more) next(nextCursor);
        }}
      >
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
