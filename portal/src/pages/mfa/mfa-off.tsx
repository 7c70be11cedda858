import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useAct } from '../../api/act.ts';
import { mfaText } from '../../text/mfa.ts';
import { Failure } from '../../ui/failure.tsx';
import { SetUpSkeleton } from './set-up-skeleton.tsx';
import { StatusCard } from './status-card.tsx';

// The QR code's drawing is only for those who set it up.
const SetUp = lazy(async () => ({ default: (await import('./set-up.tsx')).SetUp }));

/** Begins the set-up: each begin makes a new key, so that only the last one counts. */
export function MfaOff() {
  const { mutate, data, isPending, error } = useAct('start-mfa', { changes: [] });
  if (data !== undefined)
    return (
      <Suspense fallback={<SetUpSkeleton />}>
        <SetUp secret={data.secret} otpauthUri={data.otpauthUri} />
      </Suspense>
    );
  return (
    <StatusCard on={false}>
      {error !== null && <Failure error={error} />}
      <Button
        loading={isPending}
        onClick={() => {
          mutate({});
        }}
      >
        {mfaText.setUp}
      </Button>
    </StatusCard>
  );
}
