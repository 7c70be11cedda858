import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { firstNotices } from '../notices/first-notices.ts';
import { FailedPage } from '../ui/failed-page.tsx';
import { NotFoundPage } from '../ui/not-found-page.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { type AppContext, mustBeAdmin, mustBeSignedIn, mustBeSignedOut, mustHaveDoneMfa } from './guards.ts';
import {
  auditSearch,
  clientSearch,
  clientsSearch,
  manageClientsSearch,
  mfaSearch,
  outcomeSearch,
  signInSearch,
  syncsSearch,
  usersSearch,
} from './search.ts';
import { ShellSkeleton } from './shell-skeleton.tsx';
import { Shell } from './shell.tsx';

const rootRoute = createRootRouteWithContext<AppContext>()({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: mustBeSignedOut,
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

/** Everything behind sign-in: header, navigation and notices around the page. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: mustBeSignedIn,
  loader: ({ context }) => firstNotices(context),
  pendingComponent: ShellSkeleton,
  component: Shell,
});

const mfaRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/mfa',
  validateSearch: mfaSearch,
  component: lazyRouteComponent(() => import('../pages/mfa/mfa-page.tsx'), 'MfaPage'),
});

/** What a user who must switch MFA on first is kept from. */
const unrestrictedRoute = createRoute({
  getParentRoute: () => shellRoute,
  id: 'unrestricted',
  beforeLoad: mustHaveDoneMfa,
  // Also for those who had to set it up first.
  loader: ({ context }) => firstNotices(context),
  component: Outlet,
});

const homeRoute = createRoute({
  getParentRoute: () => unrestrictedRoute,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to redirect
    throw redirect({ to: '/clients' });
  },
});

const clientsRoute = createRoute({
  getParentRoute: () => unrestrictedRoute,
  path: '/clients',
  validateSearch: clientsSearch,
  component: lazyRouteComponent(() => import('../pages/clients/clients-page.tsx'), 'ClientsPage'),
});

const clientRoute = createRoute({
  getParentRoute: () => unrestrictedRoute,
  path: '/clients/$clientId',
  validateSearch: clientSearch,
  component: lazyRouteComponent(() => import('../pages/client/client-page.tsx'), 'ClientPage'),
});

const syncsRoute = createRoute({
  getParentRoute: () => unrestrictedRoute,
  path: '/syncs',
  validateSearch: syncsSearch,
  component: lazyRouteComponent(() => import('../pages/syncs/syncs-page.tsx'), 'SyncsPage'),
});

const syncRoute = createRoute({
  getParentRoute: () => unrestrictedRoute,
  path: '/syncs/$syncId',
  component: lazyRouteComponent(() => import('../pages/sync/sync-page.tsx'), 'SyncPage'),
});

const adminRoute = createRoute({
  getParentRoute: () => unrestrictedRoute,
  id: 'admin',
  beforeLoad: mustBeAdmin,
  component: Outlet,
});

const manageClientsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/clients/manage',
  validateSearch: manageClientsSearch,
  component: lazyRouteComponent(
    () => import('../pages/manage-clients/manage-clients-page.tsx'),
    'ManageClientsPage',
  ),
});

const integrationsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/settings/integrations',
  validateSearch: outcomeSearch,
  component: lazyRouteComponent(
    () => import('../pages/integrations/integrations-page.tsx'),
    'IntegrationsPage',
  ),
});

const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/settings/users',
  validateSearch: usersSearch,
  component: lazyRouteComponent(() => import('../pages/users/users-page.tsx'), 'UsersPage'),
});

const firmRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/settings/firm',
  component: lazyRouteComponent(() => import('../pages/firm/firm-page.tsx'), 'FirmPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/settings/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../pages/audit/audit-page.tsx'), 'AuditPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    mfaRoute,
    unrestrictedRoute.addChildren([
      homeRoute,
      clientsRoute,
      clientRoute,
      syncsRoute,
      syncRoute,
      adminRoute.addChildren([manageClientsRoute, integrationsRoute, usersRoute, firmRoute, auditRoute]),
    ]),
  ]),
]);

export function makeRouter(context: AppContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
