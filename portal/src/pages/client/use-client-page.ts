import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { reading } from '../../api/query.ts';
import { CLIENT_TABS } from '../../app/search.ts';
import { managementOf } from '../../clients/management.ts';
import { useConnection } from '../../connection/use-connection.ts';

const route = getRouteApi('/shell/unrestricted/clients/$clientId');

/** The client that the address names, and whether it can be changed. */
export function useClientPage() {
  const { clientId } = route.useParams();
  const client = useQuery(reading('get-client', { path: { clientId } }));
  const connection = useConnection();
  const management = connection.data && managementOf(connection.data.state);
  return { client, connection, management };
}

export function useTab() {
  const { tab = 'profile' } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (value: string | null) => {
    const chosen = CLIENT_TABS.find((each) => each === value);
    void navigate({
      search: { tab: chosen === 'profile' ? undefined : chosen },
      replace: true,
      resetScroll: false,
    });
  };
  return { tab, show };
}
