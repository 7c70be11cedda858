import { useSuspenseQuery } from '@tanstack/react-query';
import { reading } from '../api/query.ts';
import type { Me } from '../api/types.ts';

/** Who is signed in; the shell's guard has read it before any page is shown. */
export function useMe(): Me {
  return useSuspenseQuery(reading('get-me')).data;
}
