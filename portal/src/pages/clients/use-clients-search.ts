import { getRouteApi } from '@tanstack/react-router';
import type { ClientsSearch } from '../../app/search.ts';

const route = getRouteApi('/shell/unrestricted/clients');

/** What the address asks for, and how to ask for something else; the way back leads to the page before, not to each letter. */
export function useClientsSearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: ClientsSearch) => {
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false });
  };
  const clear = () => {
    change({ search: undefined, status: undefined, gap: undefined });
  };
  const filtered = search.search !== undefined || search.status !== undefined || search.gap !== undefined;
  return { search, change, clear, filtered };
}
