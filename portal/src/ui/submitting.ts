import type { SyntheticEvent } from 'react';

/** For a form whose answer is ours to send. */
export function submitting(submit: () => void): (event: SyntheticEvent) => void {
  return (event) => {
    event.preventDefault();
    submit();
  };
}
