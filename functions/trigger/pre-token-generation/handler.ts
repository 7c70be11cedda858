import type * as z from 'zod';
import type { Role } from '#domain/user/user.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { Sleep } from '#domain/system.ts';
import type { contract, EventSchema } from './contract.ts';

export interface Deps {
  users: UserRepository;
  hasMfa: (userPoolId: string, userName: string) => Promise<boolean>;
  sleep: Sleep;
  onRestricted: (reason: string) => void;
}

/** Cognito waits five seconds and then refuses the sign-in; a restricted token is better. */
const PATIENCE_MILLISECONDS = 3000;

/** With it a stolen access token could switch the second factor off at Cognito itself, past this API. */
const SELF_SERVICE_SCOPE = 'aws.cognito.signin.user.admin';

export function makeHandler(deps: Deps) {
  return async (event: z.output<typeof EventSchema>): Promise<z.input<(typeof contract)['output']>> => {
    const firm = event.request.userAttributes['custom:firmId'];
    const { role, mfa } = await factsOf(deps, event, firm);
    return {
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: {
              ...(firm === undefined ? {} : { firm }),
              ...(role === undefined ? {} : { role }),
              ...(mfa ? { mfa: '1' } : {}),
            },
            scopesToSuppress: mfa ? [SELF_SERVICE_SCOPE] : [],
          },
        },
      },
    };
  };
}

/** What could not be learned in time counts as missing: whatever fails here takes rights away, never a sign-in. */
async function factsOf(
  deps: Deps,
  { userPoolId, userName, request }: z.output<typeof EventSchema>,
  firm: string | undefined,
): Promise<{ role?: Role; mfa: boolean }> {
  const [user, mfa] = await Promise.all([
    inTime(deps, 'user', async () =>
      firm === undefined ? undefined : deps.users.get(firm, request.userAttributes.sub),
    ),
    inTime(deps, 'mfa', () => deps.hasMfa(userPoolId, userName)),
  ]);
  if (user?.active !== true) return { mfa: false };
  return { role: user.role, mfa: mfa === true };
}

async function inTime<Fact>(deps: Deps, what: string, read: () => Promise<Fact>): Promise<Fact | undefined> {
  try {
    const late = deps.sleep(PATIENCE_MILLISECONDS).then(() => {
      throw new Error(`not read in ${String(PATIENCE_MILLISECONDS)} ms`);
    });
    return await Promise.race([read(), late]);
  } catch (error) {
    deps.onRestricted(`${what}: ${error instanceof Error ? error.name : 'unknown'}`);
    return undefined;
  }
}
