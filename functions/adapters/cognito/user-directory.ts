import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUserGlobalSignOutCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  UnsupportedUserStateException,
  UsernameExistsException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { emailTaken, userNotFound } from '#domain/user/errors.ts';
import type { UserDirectory } from '#domain/user/ports.ts';
import { clientOptions } from '../aws/client-options.ts';

export function cognitoClient(): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient(clientOptions({ connect: 1_000, request: 2_000 }));
}

/** A user pool in which people sign in by e-mail, so that a user's name there is its `sub`. */
export class CognitoUserDirectory implements UserDirectory {
  constructor(
    private readonly client: CognitoIdentityProviderClient,
    private readonly userPoolId: string,
  ) {}

  async invite(user: { email: string; name: string; firmId: string }): Promise<{ userId: string }> {
    try {
      const { User } = await this.client.send(
        new AdminCreateUserCommand({
          UserPoolId: this.userPoolId,
          Username: user.email,
          DesiredDeliveryMediums: ['EMAIL'],
          UserAttributes: [
            { Name: 'email', Value: user.email },
            { Name: 'email_verified', Value: 'true' },
            { Name: 'name', Value: user.name },
            { Name: 'custom:firmId', Value: user.firmId },
          ],
        }),
      );
      return { userId: attribute(User?.Attributes, 'sub') };
    } catch (error) {
      if (!(error instanceof UsernameExistsException)) throw error;
      return this.existing(user);
    }
  }

  async inviteAgain(email: string): Promise<'sent' | 'taken-up'> {
    try {
      await this.client.send(
        new AdminCreateUserCommand({
          UserPoolId: this.userPoolId,
          Username: email,
          MessageAction: 'RESEND',
          DesiredDeliveryMediums: ['EMAIL'],
        }),
      );
      return 'sent';
    } catch (error) {
      if (error instanceof UnsupportedUserStateException) return 'taken-up';
      throw error instanceof UserNotFoundException ? userNotFound() : error;
    }
  }

  async hasMfa(userId: string): Promise<boolean> {
    const user = await this.read(userId);
    return user.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') === true;
  }

  async switchMfa(userId: string, on: boolean): Promise<void> {
    await this.client.send(
      new AdminSetUserMFAPreferenceCommand({
        ...this.named(userId),
        SoftwareTokenMfaSettings: { Enabled: on, PreferredMfa: on },
      }),
    );
  }

  async signOut(userId: string): Promise<void> {
    await this.client.send(new AdminUserGlobalSignOutCommand(this.named(userId)));
  }

  async setEnabled(userId: string, enabled: boolean): Promise<void> {
    const user = this.named(userId);
    try {
      if (enabled) await this.client.send(new AdminEnableUserCommand(user));
      else await this.client.send(new AdminDisableUserCommand(user));
    } catch (error) {
      throw error instanceof UserNotFoundException ? userNotFound() : error;
    }
  }

  async remove(userId: string): Promise<void> {
    try {
      await this.client.send(new AdminDeleteUserCommand(this.named(userId)));
    } catch (error) {
      if (!(error instanceof UserNotFoundException)) throw error;
    }
  }

  private async existing(user: { email: string; firmId: string }): Promise<{ userId: string }> {
    const { UserAttributes } = await this.read(user.email);
    if (attribute(UserAttributes, 'custom:firmId') !== user.firmId) {
      throw emailTaken();
    }
    return { userId: attribute(UserAttributes, 'sub') };
  }

  private read(username: string) {
    return this.client.send(new AdminGetUserCommand(this.named(username)));
  }

  private named(username: string) {
    return { UserPoolId: this.userPoolId, Username: username };
  }
}

function attribute(attributes: readonly AttributeType[] | undefined, name: string): string {
  const value = attributes?.find((candidate) => candidate.Name === name)?.Value;
  if (value === undefined) throw new Error(`A user of the pool lacks ${name}`);
  return value;
}
