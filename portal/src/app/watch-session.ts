import type { QueryClient } from '@tanstack/react-query';
import { ApiError, hasCode } from '../api/api-error.ts';
import { reading } from '../api/query.ts';
import { onUserChangedElsewhere } from '../auth/other-tabs.ts';
import { signOut } from '../auth/session.ts';
import type { makeRouter } from './router.tsx';
import type { SignInSearch } from './search.ts';

interface Watched {
  queryClient: QueryClient;
  router: ReturnType<typeof makeRouter>;
}

/** Notices what ends or restricts a session, whichever call learns of it, and leads to where something can be done. */
export function watchSession(watched: Watched): void {
  const onFailure = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401) void signedOut(watched, 'ended');
    if (hasCode(error, 'MFA_REQUIRED')) void mfaRequired(watched);
  };
  watched.queryClient.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') onFailure(event.action.error);
  });
  watched.queryClient.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') onFailure(event.action.error);
  });
  onUserChangedElsewhere((user) => {
    // Somebody else, or the same again: nothing that is shown here can be trusted to be theirs.
    if (user === undefined) void signedOut(watched, 'elsewhere');
    else window.location.reload();
  });
}

/** Drops the tokens (the API has refused them) and all that was read with them. */
async function signedOut({ queryClient, router }: Watched, reason: SignInSearch['reason']): Promise<void> {
  await signOut();
  const { pathname, href } = router.latestLocation;
  // Where a guard or the sign-out itself has led already.
  if (pathname !== '/sign-in') await router.navigate({ to: '/sign-in', search: { next: href, reason } });
  queryClient.clear();
}

/** Somebody connected the firm's practice since this page was opened. */
async function mfaRequired({ queryClient, router }: Watched): Promise<void> {
  const { toDo } = await queryClient.query({ ...reading('get-me'), staleTime: 0 });
  const { pathname, href } = router.latestLocation;
  if (toDo === null || pathname === '/settings/mfa') return;
  await router.navigate({ to: '/settings/mfa', search: { next: href } });
}
