import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../service.ts';
import { assertNotLocked, countFailure } from './attempts.ts';
import { Challenges } from './challenges.ts';
import { type Directory, simulatedSub } from './directory.ts';
import { ignored, invalidParameter, notAuthorized, type Operation } from './operation.ts';
import { operation, userNotFound, WRONG_PASSWORD } from './operation.ts';
import { assertPassword } from './password-policy.ts';
import type { ClientDefinition, PoolDefinition, User } from './pool.ts';
import { checkCode, codeAlreadyUsed } from './software-token.ts';
import { answerSrp, claimHolds, passwordMatches, passwordProof } from './srp.ts';
import type { Tokens } from './tokens.ts';
import type { TokenTrigger, Triggers } from './triggers.ts';

type Output = Record<string, unknown>;
type Parameters = Record<string, string>;
interface App {
  pool: PoolDefinition;
  client: ClientDefinition;
}

const TIMESTAMP = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/;

export class SignIn {
  private readonly directory: Directory;
  private readonly tokens: Tokens;
  private readonly triggers: Triggers;
  private readonly challenges: Challenges;

  constructor(directory: Directory, tokens: Tokens, triggers: Triggers) {
    this.directory = directory;
    this.tokens = tokens;
    this.triggers = triggers;
    this.challenges = new Challenges(directory.now);
  }

  readonly operations: Record<string, Operation> = {
    InitiateAuth: operation(
      {
        ClientId: z.string(),
        AuthFlow: z.string(),
        AuthParameters: z.record(z.string(), z.string()).default({}),
        ...ignored,
      },
      ({ ClientId, AuthFlow, AuthParameters }) => this.initiate(ClientId, AuthFlow, AuthParameters),
    ),
    RespondToAuthChallenge: operation(
      {
        ClientId: z.string(),
        ChallengeName: z.string(),
        ChallengeResponses: z.record(z.string(), z.string()).default({}),
        Session: z.string().nullish(),
        ...ignored,
      },
      (input) => {
        const app = this.directory.client(input.ClientId);
        const answers = input.ChallengeResponses;
        switch (input.ChallengeName) {
          case 'PASSWORD_VERIFIER':
            return this.verifyPassword(app, answers);
          case 'NEW_PASSWORD_REQUIRED':
            return this.replacePassword(app, answers, input.Session);
          case 'SOFTWARE_TOKEN_MFA':
            return this.verifyCode(app, answers, input.Session);
          default:
            throw invalidParameter(`Challenge ${input.ChallengeName} is not one of this user pool`);
        }
      },
    ),
    GetTokensFromRefreshToken: operation(
      { RefreshToken: z.string(), ClientId: z.string(), DeviceKey: z.string().optional(), ...ignored },
      async ({ RefreshToken, ClientId }) => ({
        AuthenticationResult: await this.tokens.refresh(RefreshToken, ClientId),
      }),
    ),
  };

  private async initiate(clientId: string, flow: string, parameters: Parameters): Promise<Output> {
    const app = this.directory.client(clientId);
    const allows = (name: string) => app.client.explicitAuthFlows.includes(`ALLOW_${name}`);
    switch (flow) {
      case 'USER_SRP_AUTH':
        if (!allows(flow)) throw invalidParameter('USER_SRP_AUTH is not enabled for the client.');
        return this.startSrp(app, parameters);
      case 'USER_PASSWORD_AUTH':
        if (!allows(flow)) throw invalidParameter('USER_PASSWORD_AUTH flow not enabled for this client');
        return this.checkPassword(app, parameters);
      case 'REFRESH_TOKEN':
      case 'REFRESH_TOKEN_AUTH': {
        if (!allows('REFRESH_TOKEN_AUTH'))
          throw invalidParameter('Refresh token flow not enabled for this client');
        const token = required(parameters, 'REFRESH_TOKEN');
        return { AuthenticationResult: await this.tokens.refresh(token, clientId), ChallengeParameters: {} };
      }
      default:
        throw invalidParameter(`${flow} is not enabled for the client.`);
    }
  }

  private async startSrp(app: App, parameters: Parameters): Promise<Output> {
    const username = required(parameters, 'USERNAME');
    const clientA = required(parameters, 'SRP_A');
    const { userPoolId } = app.pool;
    const user = this.directory.find(userPoolId, username);
    if (!user && !app.client.preventUserExistenceErrors) throw userNotFound();
    if (user) await this.triggers.beforeSignIn(user, app.client);
    const { simulationKey } = this.tokens.keyOf(userPoolId);
    const sub = user?.sub ?? simulatedSub(simulationKey, username);
    const proof = user ?? {
      ...passwordProof(userPoolId, sub, simulationKey),
      salt: simulatedSub(sub + simulationKey, username).replaceAll('-', ''),
    };
    const exchange = answerSrp(clientA, proof.verifier);
    if (!exchange) throw invalidParameter('SRP_A is not valid.');
    const secretBlock = randomBytes(192).toString('base64');
    this.challenges.openSrp(secretBlock, { sub, clientId: app.client.clientId, exchange });
    return {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: proof.salt,
        SECRET_BLOCK: secretBlock,
        SRP_B: exchange.b,
        USERNAME: sub,
        USER_ID_FOR_SRP: sub,
      },
    };
  }

  private verifyPassword(app: App, answers: Parameters): Promise<Output> | Output {
    const secretBlock = required(answers, 'PASSWORD_CLAIM_SECRET_BLOCK');
    const signature = required(answers, 'PASSWORD_CLAIM_SIGNATURE');
    const timestamp = required(answers, 'TIMESTAMP');
    const username = required(answers, 'USERNAME');
    if (!TIMESTAMP.test(timestamp)) {
      throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.');
    }
    const started = this.challenges.takeSrp(secretBlock, app.client.clientId);
    const { userPoolId: poolId } = app.pool;
    const user = started && this.directory.find(poolId, started.sub);
    if (!user || this.directory.find(poolId, username)?.sub !== user.sub) throw notAuthorized(WRONG_PASSWORD);
    assertNotLocked(this.directory, user);
    const claim = { poolId, username: user.sub, secretBlock, timestamp, signature };
    if (claimHolds(claim, started.exchange, user.verifier)) return this.afterPassword(app, user);
    countFailure(this.directory, user);
    throw notAuthorized(WRONG_PASSWORD);
  }

  private async checkPassword(app: App, parameters: Parameters): Promise<Output> {
    const user = this.directory.find(app.pool.userPoolId, required(parameters, 'USERNAME'));
    const password = required(parameters, 'PASSWORD');
    if (!user) throw app.client.preventUserExistenceErrors ? notAuthorized(WRONG_PASSWORD) : userNotFound();
    await this.triggers.beforeSignIn(user, app.client);
    const current = this.directory.get(user.poolId, user.sub);
    assertNotLocked(this.directory, current);
    if (passwordMatches(current, user.poolId, user.sub, password)) return this.afterPassword(app, current);
    countFailure(this.directory, current);
    throw notAuthorized(WRONG_PASSWORD);
  }

  private afterPassword(app: App, user: User): Promise<Output> | Output {
    if (!user.enabled) throw notAuthorized('User is disabled.');
    if (user.status === 'RESET_REQUIRED') {
      throw new AwsError('PasswordResetRequiredException', 'Password reset required for the user');
    }
    if (user.status === 'CONFIRMED') return this.secondFactor(app, user, 'TokenGeneration_Authentication');
    const days = app.pool.passwordPolicy.temporaryPasswordValidityDays ?? 7;
    if (this.directory.now() > user.passwordSetAt + days * 86_400_000) {
      throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
    }
    return this.challenge(app, user, 'NEW_PASSWORD_REQUIRED', 'TokenGeneration_NewPasswordChallenge', {
      requiredAttributes: '[]',
      userAttributes: JSON.stringify({ ...user.attributes, sub: undefined }),
    });
  }

  private replacePassword(app: App, answers: Parameters, session: string | null | undefined) {
    const { user, source } = this.resume(app, 'NEW_PASSWORD_REQUIRED', answers, session);
    const password = required(answers, 'NEW_PASSWORD');
    assertPassword(app.pool.passwordPolicy, password);
    const attributes = Object.entries(answers).flatMap(([name, Value]) =>
      name.startsWith('userAttributes.') ? [{ Name: name.slice('userAttributes.'.length), Value }] : [],
    );
    if (attributes.length > 0) this.directory.setAttributes(app.pool, user, attributes);
    const confirmed = this.directory.setPassword(user, password, 'CONFIRMED');
    this.challenges.close(session);
    return this.secondFactor(app, confirmed, source);
  }

  private secondFactor(app: App, user: User, source: TokenTrigger): Promise<Output> | Output {
    if (!user.totp.enabled || user.totp.secret === null) return this.finish(app, user, source);
    return this.challenge(app, user, 'SOFTWARE_TOKEN_MFA', source, { FRIENDLY_DEVICE_NAME: 'TOTP device' });
  }

  /** A wrong code leaves the session open for another try; the lock-out ends the guessing. */
  private verifyCode(app: App, answers: Parameters, session: string | null | undefined): Promise<Output> {
    const { user, source } = this.resume(app, 'SOFTWARE_TOKEN_MFA', answers, session);
    const code = required(answers, 'SOFTWARE_TOKEN_MFA_CODE');
    assertNotLocked(this.directory, user);
    const result = checkCode(user.totp.secret ?? '', code, user.totp.lastStep, this.directory.now());
    if (result.outcome === 'spent') throw codeAlreadyUsed();
    if (result.outcome === 'wrong') {
      countFailure(this.directory, user);
      throw new AwsError('CodeMismatchException', 'Invalid code received for user');
    }
    this.challenges.close(session);
    return this.finish(
      app,
      this.directory.note(user, { totp: { ...user.totp, lastStep: result.step } }),
      source,
    );
  }

  private async finish({ client }: App, user: User, source: TokenTrigger): Promise<Output> {
    await this.triggers.afterSignIn(user, client);
    const result = await this.tokens.signIn(user, client, source);
    this.directory.note(user, { failures: 0 });
    return { AuthenticationResult: result, ChallengeParameters: {} };
  }

  private challenge(
    app: App,
    user: User,
    name: 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA',
    source: TokenTrigger,
    parameters: Output,
  ): Output {
    const session = this.challenges.open({ name, sub: user.sub, clientId: app.client.clientId, source });
    return {
      ChallengeName: name,
      Session: session,
      ChallengeParameters: { USER_ID_FOR_SRP: user.sub, ...parameters },
    };
  }

  private resume(app: App, name: string, answers: Parameters, session: string | null | undefined) {
    const open = this.challenges.find(session, name, app.client.clientId);
    const user = this.directory.get(app.pool.userPoolId, required(answers, 'USERNAME'));
    if (user.sub !== open.sub) throw notAuthorized('Invalid session for the user.');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    return { user, source: open.source };
  }
}

function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value) return value;
  throw invalidParameter(`Missing required parameter ${name}`);
}
