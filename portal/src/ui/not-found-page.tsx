import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { commonText } from '../text/common.ts';
import { EmptyState } from './empty-state.tsx';

export function NotFoundPage() {
  return (
    <EmptyState title={commonText.notFoundTitle} words={commonText.notFound}>
      <Button component={Link} to="/clients" variant="light">
        {commonText.toClients}
      </Button>
    </EmptyState>
  );
}
