import { useEffect } from 'react';
import { commonText } from '../text/common.ts';

/** Names the browser's tab. */
export function useTabTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${commonText.product}`;
  }, [title]);
}
