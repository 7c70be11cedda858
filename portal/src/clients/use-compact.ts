import { useMediaQuery } from '@mantine/hooks';

/** Whether the page is as narrow as a phone: tables become cards, dialogs fill the screen. */
export function useCompact(): boolean {
  return useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
}
