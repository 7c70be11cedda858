import { getRouteApi, useNavigate } from '@tanstack/react-router';

const route = getRouteApi('/shell/unrestricted/admin/settings/users');

export function useSearchWords(): [words: string, setWords: (words: string) => void] {
  const { search } = route.useSearch();
  const navigate = useNavigate();
  return [
    search ?? '',
    (words) => {
      void navigate({
        to: '/settings/users',
        search: words === '' ? {} : { search: words },
        replace: true,
      });
    },
  ];
}
