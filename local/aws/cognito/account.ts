import * as z from 'zod';
import { assertNotLocked, countFailure } from './attempts.ts';
import { attributeList, type Directory } from './directory.ts';
import { ignored, notAuthorized, type Operation, operation, WRONG_PASSWORD } from './operation.ts';
import { assertPassword } from './password-policy.ts';
import type { User } from './pool.ts';
import { associate, mfaFields, preferenceShape, setPreference, verifyToken } from './software-token.ts';
import { passwordMatches } from './srp.ts';
import type { Tokens } from './tokens.ts';

/** What users do for themselves, with their access token. */
export function account(directory: Directory, tokens: Tokens): Record<string, Operation> {
  /** Sessions in place of a token exist only where a pool demands MFA and a user has none yet; this one never does. */
  const caller = (accessToken: string | undefined): User => {
    if (accessToken === undefined) throw notAuthorized('Invalid session for the user.');
    return tokens.authenticate(accessToken);
  };
  return {
    GetUser: operation({ AccessToken: z.string() }, ({ AccessToken }) => {
      const user = caller(AccessToken);
      return { Username: user.sub, UserAttributes: attributeList(user), ...mfaFields(user) };
    }),
    AssociateSoftwareToken: operation(
      { AccessToken: z.string().optional(), Session: z.string().optional() },
      ({ AccessToken }) => ({ SecretCode: associate(directory, caller(AccessToken)) }),
    ),
    VerifySoftwareToken: operation(
      {
        AccessToken: z.string().optional(),
        Session: z.string().optional(),
        UserCode: z.string(),
        FriendlyDeviceName: z.string().optional(),
      },
      ({ AccessToken, UserCode }) => {
        verifyToken(directory, caller(AccessToken), UserCode);
        return { Status: 'SUCCESS' };
      },
    ),
    SetUserMFAPreference: operation(
      { AccessToken: z.string(), ...preferenceShape },
      ({ AccessToken, ...settings }) => {
        setPreference(directory, caller(AccessToken), settings);
        return {};
      },
    ),
    ChangePassword: operation(
      { AccessToken: z.string(), PreviousPassword: z.string(), ProposedPassword: z.string() },
      ({ AccessToken, PreviousPassword, ProposedPassword }) => {
        const user = caller(AccessToken);
        assertNotLocked(directory, user);
        if (!passwordMatches(user, user.poolId, user.sub, PreviousPassword)) {
          countFailure(directory, user);
          throw notAuthorized(WRONG_PASSWORD);
        }
        assertPassword(directory.pool(user.poolId).passwordPolicy, ProposedPassword);
        directory.setPassword(user, ProposedPassword, 'CONFIRMED');
        return {};
      },
    ),
    GlobalSignOut: operation({ AccessToken: z.string() }, ({ AccessToken }) => {
      tokens.revokeAll(caller(AccessToken));
      return {};
    }),
    RevokeToken: operation({ Token: z.string(), ClientId: z.string(), ...ignored }, ({ Token, ClientId }) => {
      directory.client(ClientId);
      tokens.revoke(Token, ClientId);
      return {};
    }),
  };
}
