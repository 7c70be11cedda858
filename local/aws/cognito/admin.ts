import * as z from 'zod';
import { AwsError } from '../service.ts';
import { attributeList, type Directory } from './directory.ts';
import type { Mailer } from './mailer.ts';
import { AttributesSchema, ignored, type Operation, operation, userNotFound } from './operation.ts';
import { assertPassword, temporaryPassword } from './password-policy.ts';
import type { User } from './pool.ts';
import { mfaFields, preferenceShape, setPreference } from './software-token.ts';
import type { Tokens } from './tokens.ts';

const one = { UserPoolId: z.string(), Username: z.string() };

/** What the product's functions may do to any user. */
export function admin(directory: Directory, tokens: Tokens, mailer: Mailer): Record<string, Operation> {
  const withUser = (run: (user: User) => void): Operation =>
    operation(one, ({ UserPoolId, Username }) => {
      run(directory.get(UserPoolId, Username));
      return {};
    });
  return {
    AdminCreateUser: operation(
      {
        ...one,
        UserAttributes: AttributesSchema.default([]),
        TemporaryPassword: z.string().optional(),
        MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
        DesiredDeliveryMediums: z.array(z.enum(['EMAIL', 'SMS'])).optional(),
        ForceAliasCreation: z.boolean().optional(),
        ValidationData: z.unknown().optional(),
        ...ignored,
      },
      async (input) => {
        const pool = directory.pool(input.UserPoolId);
        const password = input.TemporaryPassword ?? temporaryPassword(pool.passwordPolicy);
        assertPassword(pool.passwordPolicy, password);
        const user =
          input.MessageAction === 'RESEND'
            ? renewed(directory, input.UserPoolId, input.Username, password)
            : directory.create(pool, input.Username, input.UserAttributes, password);
        if (input.MessageAction !== 'SUPPRESS') await mailer.invite(pool, user, password);
        return { User: { ...summary(user), Attributes: attributeList(user) } };
      },
    ),
    AdminGetUser: operation(one, ({ UserPoolId, Username }) => {
      const user = directory.get(UserPoolId, Username);
      return { ...summary(user), UserAttributes: attributeList(user), ...mfaFields(user) };
    }),
    AdminSetUserPassword: operation(
      { ...one, Password: z.string(), Permanent: z.boolean().default(false) },
      ({ UserPoolId, Username, Password, Permanent }) => {
        const user = directory.get(UserPoolId, Username);
        assertPassword(directory.pool(UserPoolId).passwordPolicy, Password);
        directory.setPassword(user, Password, Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD');
        return {};
      },
    ),
    AdminUpdateUserAttributes: operation(
      { ...one, UserAttributes: AttributesSchema, ...ignored },
      ({ UserPoolId, Username, UserAttributes }) => {
        directory.setAttributes(
          directory.pool(UserPoolId),
          directory.get(UserPoolId, Username),
          UserAttributes,
        );
        return {};
      },
    ),
    AdminSetUserMFAPreference: operation(
      { ...one, ...preferenceShape },
      ({ UserPoolId, Username, ...settings }) => {
        setPreference(directory, directory.get(UserPoolId, Username), settings);
        return {};
      },
    ),
    AdminDeleteUser: withUser((user) => {
      tokens.revokeAll(user);
      directory.delete(user);
    }),
    AdminDisableUser: withUser((user) => {
      directory.update(user, { enabled: false });
      tokens.revokeAll(user);
    }),
    AdminEnableUser: withUser((user) => {
      directory.update(user, { enabled: true });
    }),
    AdminUserGlobalSignOut: withUser((user) => {
      tokens.revokeAll(user);
    }),
  };
}

/** Fields that AdminCreateUser, AdminGetUser and ListUsers share; times in seconds, as AWS's JSON writes them. */
export function summary(user: User): Record<string, unknown> {
  return {
    Username: user.sub,
    Enabled: user.enabled,
    UserStatus: user.status,
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
  };
}

function renewed(directory: Directory, userPoolId: string, username: string, password: string): User {
  const user = directory.find(userPoolId, username);
  if (!user) throw userNotFound();
  if (user.status === 'FORCE_CHANGE_PASSWORD') return directory.setPassword(user, password, user.status);
  const message = `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`;
  throw new AwsError('UnsupportedUserStateException', message);
}
