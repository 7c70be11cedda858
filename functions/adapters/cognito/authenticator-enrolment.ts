import {
  AssociateSoftwareTokenCommand,
  CodeMismatchException,
  type CognitoIdentityProviderClient,
  EnableSoftwareTokenMFAException,
  ExpiredCodeException,
  NotAuthorizedException,
  SoftwareTokenMFANotFoundException,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AuthenticatorEnrolment } from '#domain/user/ports.ts';

/** Calls that Cognito lets pass for the access token alone, of whoever it is: no IAM permission is asked for. */
export class CognitoAuthenticatorEnrolment implements AuthenticatorEnrolment {
  constructor(private readonly client: CognitoIdentityProviderClient) {}

  async begin(
    AccessToken: string,
  ): Promise<{ outcome: 'begun'; secret: string } | { outcome: 'sign-in-again' }> {
    try {
      const { SecretCode } = await this.client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
      if (SecretCode === undefined) throw new Error('The user pool made no secret');
      return { outcome: 'begun', secret: SecretCode };
    } catch (error) {
      if (error instanceof NotAuthorizedException) return { outcome: 'sign-in-again' };
      throw error;
    }
  }

  async prove(
    AccessToken: string,
    UserCode: string,
  ): Promise<'proven' | 'wrong-code' | 'not-begun' | 'sign-in-again'> {
    try {
      const { Status } = await this.client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
      return Status === 'SUCCESS' ? 'proven' : 'wrong-code';
    } catch (error) {
      if (isWrongCode(error)) return 'wrong-code';
      if (error instanceof SoftwareTokenMFANotFoundException) return 'not-begun';
      if (error instanceof NotAuthorizedException) return 'sign-in-again';
      throw error;
    }
  }
}

function isWrongCode(error: unknown): boolean {
  return (
    error instanceof EnableSoftwareTokenMFAException ||
    error instanceof CodeMismatchException ||
    error instanceof ExpiredCodeException
  );
}
