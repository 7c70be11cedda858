import * as z from 'zod';
import { AwsError } from '../aws/service.ts';
import type { Platform } from '../platform.ts';
import { signIn } from '../cognito-sign-in.ts';
import type { Collection } from '../state-store.ts';
import { TOTP_STEP_MS, totp } from '../totp.ts';
import { DEMO_FIRMS, DEMO_PASSWORD, type DemoFirm } from './firms.ts';

export const SeededFirmSchema = z.object({
  firmId: z.string(),
  name: z.string(),
  users: z.array(
    z.object({
      email: z.string(),
      password: z.string(),
      role: z.enum(['admin', 'member']),
      totpSecret: z.string().nullable(),
    }),
  ),
});
export type SeededFirm = z.infer<typeof SeededFirmSchema>;

const CreatedSchema = z.object({ firmId: z.string() });

/** What signing in at the run's user pool takes. */
export interface SignInTarget {
  endpoint: string;
  userPoolId: string;
  clientId: string;
}

/** Creates the demo firms as an operator would, each once in the life of a state folder; repeatable after a kill. */
export async function seedFirms(
  platform: Platform,
  target: SignInTarget,
  seeded: Collection<SeededFirm>,
): Promise<SeededFirm[]> {
  const firms: SeededFirm[] = [];
  for (const firm of DEMO_FIRMS) {
    const known = seeded.get(firm.name) ?? (await seedFirm(platform, target, firm));
    seeded.set(firm.name, known);
    firms.push(known);
  }
  return firms;
}

async function seedFirm(platform: Platform, target: SignInTarget, firm: DemoFirm): Promise<SeededFirm> {
  const [createFirm] = platform.find('AWS::Lambda::Function', 'OperatorsCreateFirm');
  if (createFirm === undefined) throw new Error('The app has no function to create a firm with.');
  const created = await platform.invoke(createFirm.name, {
    name: firm.name,
    timeZone: firm.timeZone,
    seats: firm.seats,
    users: firm.users.map(({ email, name, role }) => ({ email, name, role })),
  });
  const users = [];
  for (const { email, role, mfa } of firm.users) {
    await platform.call('AWSCognitoIdentityProviderService.AdminSetUserPassword', {
      UserPoolId: target.userPoolId,
      Username: email,
      Password: DEMO_PASSWORD,
      Permanent: true,
    });
    users.push({
      email,
      password: DEMO_PASSWORD,
      role,
      totpSecret: mfa ? await enrol(platform, target, email) : null,
    });
  }
  return { firmId: CreatedSchema.parse(created).firmId, name: firm.name, users };
}

/** Switches an authenticator app on, as the user would. */
async function enrol(platform: Platform, target: SignInTarget, email: string): Promise<string> {
  const user = (operation: string, input: Record<string, unknown>) =>
    platform.call(`AWSCognitoIdentityProviderService.${operation}`, input);
  const { accessToken } = await signIn({ ...target, email, password: DEMO_PASSWORD });
  const associated = await user('AssociateSoftwareToken', { AccessToken: accessToken });
  const secret = z.object({ SecretCode: z.string() }).parse(associated).SecretCode;
  const verify = (at: number) =>
    user('VerifySoftwareToken', { AccessToken: accessToken, UserCode: totp(secret, at) });
  // The code of half a minute ago still counts, and leaves the current one for the first sign-in; unless its time ran
  // out on the way here.
  await verify(Date.now() - TOTP_STEP_MS).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    return verify(Date.now());
  });
  await user('SetUserMFAPreference', {
    AccessToken: accessToken,
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
  });
  return secret;
}
