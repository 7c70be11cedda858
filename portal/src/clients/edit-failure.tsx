import { Anchor, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.ts';
import { clientsText } from '../text/clients.ts';
import { commonText } from '../text/common.ts';
import { Failure } from '../ui/failure.tsx';

interface EditFailureProps {
  error: unknown;
  /** The link to who is in the way was followed. */
  onLeave: () => void;
}

/** Why an edit was refused; where another client is in the way, the way to it. */
export function EditFailure({ error, onLeave }: EditFailureProps) {
  if (error === null || error === undefined) return null;
  const existing = existingIn(error);
  return (
    <Stack gap={4} align="flex-start">
      <Failure error={error} title={commonText.notDone} />
      {existing !== undefined && (
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link
              to="/clients/$clientId"
              params={{ clientId: existing.clientId }}
              {...props}
              onClick={onLeave}
            />
          )}
        >
          {clientsText.showExisting(existing.name)}
        </Anchor>
      )}
    </Stack>
  );
}

function existingIn(error: unknown): { clientId: string; name: string } | undefined {
  if (!(error instanceof ApiError) || error.code !== 'CLIENT_EXISTS') return undefined;
  const { clientId, name } = error.details;
  return clientId === undefined || name === undefined ? undefined : { clientId, name };
}
