import { AwsError } from '../service.ts';
import type { CognitoOptions, PoolDefinition, User } from './pool.ts';
import type { Triggers } from './triggers.ts';

const DEFAULT_FROM = 'no-reply@verificationemail.com';
const RESET = { subject: 'Your verification code', body: 'Your password reset code is {####}.' };

/** The mails a pool sends by itself, with the pool's texts or those of its custom message trigger. */
export class Mailer {
  private readonly triggers: Triggers;
  private readonly sendMail: CognitoOptions['sendMail'];

  constructor(triggers: Triggers, sendMail: CognitoOptions['sendMail']) {
    this.triggers = triggers;
    this.sendMail = sendMail;
  }

  async invite(pool: PoolDefinition, user: User, password: string): Promise<void> {
    const custom = await this.triggers.message(
      'CustomMessage_AdminCreateUser',
      user,
      'CLIENT_ID_NOT_APPLICABLE',
    );
    const template = { ...pool.inviteMessage, ...custom };
    if (!template.body.includes('{####}') || !template.body.includes('{username}')) {
      throw new AwsError(
        'InvalidLambdaResponseException',
        'An invitation must hold the user name and the temporary password: {username} and {####}.',
      );
    }
    this.send(pool, user, template, password);
  }

  async resetCode(pool: PoolDefinition, user: User, code: string, clientId: string): Promise<void> {
    const custom = await this.triggers.message('CustomMessage_ForgotPassword', user, clientId);
    this.send(pool, user, { ...RESET, ...custom }, code);
  }

  private send(pool: PoolDefinition, user: User, { subject, body }: typeof RESET, secret: string): void {
    const to = user.attributes['email'] ?? '';
    const html = body.replaceAll('{username}', () => to).replaceAll('{####}', () => secret);
    const text = html.replace(/<br\s*\/?>|<\/p>/gi, '\n').replace(/<[^>]+>/g, '');
    this.sendMail({ from: pool.mailFrom ?? DEFAULT_FROM, to, subject, text, html });
  }
}
