import type { QueryClient } from '@tanstack/react-query';
import { type ParsedLocation, redirect } from '@tanstack/react-router';
import { ApiError } from '../api/api-error.ts';
import { reading } from '../api/query.ts';
import type { Me } from '../api/types.ts';
import { isSignedIn, signOut } from '../auth/session.ts';
import type { SignInSearch } from './search.ts';

export interface AppContext {
  queryClient: QueryClient;
}

interface Entering {
  context: AppContext;
  location: ParsedLocation;
}

/** Whoever is signed in has nothing to do at the sign-in page. */
export async function mustBeSignedOut({ search }: { search: SignInSearch }): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to redirect
  if (await isSignedIn()) throw redirect({ href: search.next ?? '/' });
}

export async function mustBeSignedIn({ context, location }: Entering): Promise<void> {
  const next = location.href;
  if (!(await isSignedIn())) {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to redirect
    throw redirect({ to: '/sign-in', search: { next } });
  }
  try {
    await whoIsIt(context);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    // The tokens look well, but the API takes them no more.
    await signOut();
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to redirect
    throw redirect({ to: '/sign-in', search: { next, reason: 'ended' } });
  }
}

/** The API refuses them everything else; here they learn why and what to do. */
export async function mustHaveDoneMfa({ context, location }: Entering): Promise<void> {
  const me = await whoIsIt(context);
  if (me.toDo !== null) {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to redirect
    throw redirect({ to: '/settings/mfa', search: { next: location.href } });
  }
}

export async function mustBeAdmin({ context }: Entering): Promise<void> {
  const me = await whoIsIt(context);
  if (me.role !== 'admin') {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how the router is told to redirect
    throw redirect({ to: '/clients' });
  }
}

/** Reads it once; afterwards it is kept up to date like any other query. */
function whoIsIt({ queryClient }: AppContext): Promise<Me> {
  return queryClient.query({ ...reading('get-me'), staleTime: 'static' });
}
