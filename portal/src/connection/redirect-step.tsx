import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMe } from '../app/use-me.ts';
import type { Connection } from '../api/types.ts';
import { commonText } from '../text/common.ts';
import { connectionText } from '../text/connection.ts';
import { Failure } from '../ui/failure.tsx';
import { NoAccountsToggle } from './no-accounts-toggle.tsx';
import { useConnect } from './use-connect.ts';
import { UsersWithoutMfa } from './users-without-mfa.tsx';

interface RedirectStepProps {
  connection: Connection;
  /** The last attempt ended at a practice other than the one before. */
  differentPractice: boolean;
  /** The step before went away with the focus. */
  takeFocus: boolean;
}

/** What is about to happen, whom it restricts, and the way to Xero. */
export function RedirectStep({ connection, differentPractice, takeFocus }: RedirectStepProps) {
  const me = useMe();
  const { connect, pending, error } = useConnect();
  const [confirmed, setConfirmed] = useState(false);
  const others = (connection.usersWithoutMfa ?? []).filter(({ userId }) => userId !== me.userId);
  return (
    <Stack gap="sm">
      <Text size="sm">{connectionText.redirect}</Text>
      <Text size="sm">{connectionText.whatHappens}</Text>
      {!me.mfa.enabled && <Text size="sm">{connectionText.mfaAfterwards}</Text>}
      <UsersWithoutMfa users={others} />
      {differentPractice && (
        <Checkbox
          checked={confirmed}
          onChange={({ currentTarget }) => {
            setConfirmed(currentTarget.checked);
          }}
          label={connectionText.otherPractice}
          description={connectionText.otherPracticeHelp}
        />
      )}
      {error !== null && <Failure error={error} title={commonText.notDone} />}
      <Button
        autoFocus={takeFocus}
        loading={pending}
        onClick={() => {
          connect(confirmed);
        }}
      >
        {commonText.continue}
      </Button>
      <NoAccountsToggle />
    </Stack>
  );
}
