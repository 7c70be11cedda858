import { useState } from 'react';

/** The cursors of the pages seen so far: lists only ever say where the next page begins. */
export interface Cursors {
  /** Absent on the first page. */
  cursor: string | undefined;
  /** Counted from 1. */
  page: number;
  next: (cursor: string) => void;
  previous: () => void;
}

/** Begins anew whenever `of` (what is asked for) changes. */
export function useCursors(of: string): Cursors {
  const [state, setState] = useState<{ of: string; seen: readonly string[] }>({ of, seen: [] });
  const seen = state.of === of ? state.seen : [];
  return {
    cursor: seen.at(-1),
    page: seen.length + 1,
    next: (cursor) => {
      setState({ of, seen: [...seen, cursor] });
    },
    previous: () => {
      setState({ of, seen: seen.slice(0, -1) });
    },
  };
}
