import { Skeleton, Stack, Table, VisuallyHidden } from '@mantine/core';
import { useCompact } from '../../clients/use-compact.ts';
import { clientsText } from '../../text/clients.ts';
import { ClientTableFrame } from './client-table.tsx';

const COLUMNS = [0, 1, 2, 3] as const;

/** As high as a full page of clients. */
export function ListSkeleton({ rows }: { rows: number }) {
  const compact = useCompact();
  const each = Array.from({ length: rows }, (_, index) => index);
  return (
    <div aria-busy>
      <VisuallyHidden role="status">{clientsText.loading}</VisuallyHidden>
      {compact ? (
        <Stack gap="xs">
          {each.map((row) => (
            <Skeleton key={row} height={118} />
          ))}
        </Stack>
      ) : (
        <ClientTableFrame>
          {each.map((row) => (
            <Table.Tr key={row}>
              {COLUMNS.map((column) => (
                <Table.Td key={column}>
                  <Skeleton height={12} my={5} width={column === 0 ? '60%' : '75%'} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </ClientTableFrame>
      )}
    </div>
  );
}
