import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ClientRow } from '../../api/types.ts';

export function ClientName({ client: { clientId, name } }: { client: ClientRow }) {
  return (
    <Anchor
      size="sm"
      fw={600}
      style={{ overflowWrap: 'anywhere' }}
      renderRoot={(props) => <Link to="/clients/$clientId" params={{ clientId }} {...props} />}
    >
      {name}
    </Anchor>
  );
}
