import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Connection } from '../api/types.ts';
import { Failure } from '../ui/failure.tsx';
import { ConnectionCardSkeleton } from './connection-card-skeleton.tsx';
import { ConnectionCard } from './connection-card.tsx';

interface ConnectionSectionProps {
  query: UseQueryResult<Connection>;
  /** What can be done about it, once it is known. */
  actions: (connection: Connection) => ReactNode;
}

/** The connection's card, while it is read, when it could not be, and when it is there. */
export function ConnectionSection({ query, actions }: ConnectionSectionProps) {
  if (query.data !== undefined) {
    return <ConnectionCard connection={query.data}>{actions(query.data)}</ConnectionCard>;
  }
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <ConnectionCardSkeleton />;
}
