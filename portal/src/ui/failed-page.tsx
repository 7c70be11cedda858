import type { ErrorComponentProps } from '@tanstack/react-router';
import { Failure } from './failure.tsx';

export function FailedPage({ error, reset }: ErrorComponentProps) {
  return <Failure error={error} onRetry={reset} />;
}
