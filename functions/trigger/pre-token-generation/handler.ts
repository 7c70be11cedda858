import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import type { Role, User } from '#domain/user/user.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { Clock, Sleep } from '#domain/system.ts';
import type { contract, EventSchema } from './contract.ts';

export interface Deps {
  users: Pick<UserRepository, 'get' | 'noteSignIn'>;
  audit: AuditLog;
  hasMfa: (userPoolId: string, userName: string) => Promise<boolean>;
  sleep: Sleep;
  clock: Clock;
  onRestricted: (reason: string) => void;
}

/** Cognito waits five seconds and then refuses the sign-in; a restricted token is better. */
const PATIENCE_MILLISECONDS = 3000;
/** After that; together they stay below the five seconds. */
const NOTE_PATIENCE_MILLISECONDS = 1000;

/** Not a sign-in: the session goes on. */
const REFRESH = 'TokenGeneration_RefreshTokens';

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
  { userPoolId, userName, triggerSource, request }: z.output<typeof EventSchema>,
  firm: string | undefined,
): Promise<{ role?: Role; mfa: boolean }> {
  const [user, mfa] = await Promise.all([
    inTime(deps, 'user', async () =>
      firm === undefined ? undefined : deps.users.get(firm, request.userAttributes.sub),
    ),
    inTime(deps, 'mfa', () => deps.hasMfa(userPoolId, userName)),
  ]);
  if (user === undefined) return { mfa: false };
  if (triggerSource !== REFRESH) {
    await inTime(deps, 'sign-in', () => note(deps, user, mfa === true), NOTE_PATIENCE_MILLISECONDS);
  }
  return user.active ? { role: user.role, mfa: mfa === true } : { mfa: false };
}

async function note({ users, audit, clock }: Deps, user: User, mfa: boolean): Promise<void> {
  const { firmId, userId, name, active } = user;
  const now = clock.now();
  await Promise.all([
    active ? users.noteSignIn(firmId, userId, now) : undefined,
    audit.append({
      firmId,
      at: now.toISOString(),
      action: 'SIGNED_IN',
      actor: { userId, name },
      // The event does not say from which address.
      source: 'pre-token-generation',
      result: active ? 'success' : 'failure',
      details: { mfa },
    }),
  ]);
}

async function inTime<Fact>(
  deps: Deps,
  what: string,
  ask: () => Promise<Fact>,
  milliseconds = PATIENCE_MILLISECONDS,
): Promise<Fact | undefined> {
  try {
    const late = deps.sleep(milliseconds).then(() => {
      throw new Error(`no answer in ${String(milliseconds)} ms`);
    });
    return await Promise.race([ask(), late]);
  } catch (error) {
    deps.onRestricted(`${what}: ${error instanceof Error ? error.name : 'unknown'}`);
    return undefined;
  }
}
