import { Chip, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { importText } from '../../text/import-clients.ts';
import { Pager } from '../../ui/pager.tsx';
import { RowTable } from './row-table.tsx';
import { OUTCOMES, ROWS_AT_ONCE, rowsToShow, type ImportAnswer, type Outcome } from './row-view.ts';

interface ImportRowsProps {
  rows: ImportAnswer['rows'];
  counts: ImportAnswer['counts'];
  labels: Readonly<Record<Outcome, string>>;
  /** Whether the clients exist, so that a row can lead to its client. */
  linked: boolean;
}

const ALL = 'all';

/** The rows of a file, by outcome and a page at a time: ten thousand at once would freeze the browser. */
export function ImportRows({ rows, counts, labels, linked }: ImportRowsProps) {
  const [outcome, setOutcome] = useState<Outcome>();
  const [page, setPage] = useState(1);
  const shown = rowsToShow(rows, outcome);
  const start = (page - 1) * ROWS_AT_ONCE;
  const end = Math.min(start + ROWS_AT_ONCE, shown.length);
  return (
    <Stack gap="xs">
      <Chip.Group
        value={outcome ?? ALL}
        onChange={(value) => {
          setOutcome(OUTCOMES.find((each) => each === value));
          setPage(1);
        }}
      >
        <Group gap={6} role="radiogroup" aria-label={importText.filter}>
          <Chip value={ALL} size="xs">
            {importText.counted(importText.all, rows.length)}
          </Chip>
          {OUTCOMES.filter((each) => counts[each] > 0).map((each) => (
            <Chip key={each} value={each} size="xs">
              {importText.counted(labels[each], counts[each])}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <RowTable rows={shown.slice(start, end)} labels={labels} linked={linked} />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {importText.shownRows(start + 1, end, shown.length)}
        </Text>
        <Pager
          cursors={{
            cursor: undefined,
            page,
            next: () => {
              setPage(page + 1);
            },
            previous: () => {
              setPage(page - 1);
            },
          }}
          nextCursor={end < shown.length ? 'more' : null}
        />
      </Group>
    </Stack>
  );
}
