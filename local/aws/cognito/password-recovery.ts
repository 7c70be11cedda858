import { createHash, randomInt } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../service.ts';
import type { Directory } from './directory.ts';
import type { Mailer } from './mailer.ts';
import { ignored, invalidParameter, notAuthorized, type Operation } from './operation.ts';
import { operation, userNotFound } from './operation.ts';
import { assertPassword } from './password-policy.ts';
import type { PoolDefinition, User } from './pool.ts';

/** Life of a reset code in ms, and the wrong codes it bears. */
const LIFETIME = 3_600_000;
const ATTEMPTS = 5;

export function passwordRecovery(directory: Directory, mailer: Mailer): Record<string, Operation> {
  return {
    ForgotPassword: operation(
      { ClientId: z.string(), Username: z.string(), ...ignored },
      async ({ ClientId, Username }) => {
        const { pool, client } = directory.client(ClientId);
        const user = directory.find(pool.userPoolId, Username);
        if (!user && !client.preventUserExistenceErrors) throw userNotFound();
        if (user) {
          if (!user.enabled) throw notAuthorized('User is disabled.');
          await sendResetCode(directory, mailer, pool, user, ClientId);
        }
        const Destination = masked(user?.attributes['email'] ?? Username);
        return { CodeDeliveryDetails: { Destination, DeliveryMedium: 'EMAIL', AttributeName: 'email' } };
      },
    ),
    ConfirmForgotPassword: operation(
      {
        ClientId: z.string(),
        Username: z.string(),
        ConfirmationCode: z.string(),
        Password: z.string(),
        ...ignored,
      },
      ({ ClientId, Username, ConfirmationCode, Password }) => {
        const { pool, client } = directory.client(ClientId);
        const user = directory.find(pool.userPoolId, Username);
        if (!user) throw client.preventUserExistenceErrors ? wrongCode() : userNotFound();
        if (!user.enabled) throw notAuthorized('User is disabled.');
        const issued = user.resetCode;
        if (!issued || issued.expiresAt <= directory.now()) {
          throw new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
        }
        if (issued.attempts >= ATTEMPTS) {
          throw new AwsError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
        }
        if (issued.hash !== sha256(ConfirmationCode)) {
          directory.note(user, { resetCode: { ...issued, attempts: issued.attempts + 1 } });
          throw wrongCode();
        }
        assertPassword(pool.passwordPolicy, Password);
        directory.setPassword(user, Password, 'CONFIRMED');
        return {};
      },
    ),
    AdminResetUserPassword: operation(
      { UserPoolId: z.string(), Username: z.string(), ...ignored },
      async ({ UserPoolId, Username }) => {
        const user = directory.get(UserPoolId, Username);
        await sendResetCode(directory, mailer, directory.pool(UserPoolId), user, 'CLIENT_ID_NOT_APPLICABLE');
        directory.update(user, { status: 'RESET_REQUIRED' });
        return {};
      },
    ),
  };
}

async function sendResetCode(
  directory: Directory,
  mailer: Mailer,
  pool: PoolDefinition,
  user: User,
  clientId: string,
): Promise<void> {
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  if (user.attributes['email_verified'] !== 'true') {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await mailer.resetCode(pool, user, code, clientId);
  const resetCode = { hash: sha256(code), expiresAt: directory.now() + LIFETIME, attempts: 0 };
  directory.note(user, { resetCode });
}

function wrongCode(): AwsError {
  return new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');
}

/** `ada@example.com` as Cognito shows where a code went: `a***@e***`. */
function masked(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${name.charAt(0)}***@${domain.charAt(0)}***`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
