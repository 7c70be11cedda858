import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../api/query.ts';
import { firmText } from '../../text/firm.ts';
import { Failure } from '../../ui/failure.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { FirmForm } from './firm-form.tsx';

export function FirmPage() {
  const firm = useQuery(reading('get-firm'));
  const users = useQuery(reading('list-users'));
  const failed = firm.error ?? users.error;
  return (
    <Stack maw={720} gap={0}>
      <PageHeader title={firmText.title} lead={firmText.lead} />
      {failed !== null && (
        <Failure
          error={failed}
          onRetry={() => {
            void firm.refetch();
            void users.refetch();
          }}
        />
      )}
      {failed === null &&
        (firm.data === undefined || users.data === undefined ? (
          <Skeleton height={760} />
        ) : (
          <FirmForm firm={firm.data} users={users.data.users} />
        ))}
    </Stack>
  );
}
