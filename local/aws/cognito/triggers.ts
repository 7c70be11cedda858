import * as z from 'zod';
import { AwsError, type InvokeFunction } from '../service.ts';
import type { Directory } from './directory.ts';
import type { ClientDefinition, PoolTriggers, User } from './pool.ts';

export const SELF_SERVICE_SCOPE = 'aws.cognito.signin.user.admin';

/** Cognito waits this long for a trigger, in ms. It would ask up to three times; here once is enough. */
const DEADLINE = 5_000;
const LATE = Symbol('late');

export type TokenTrigger =
  'TokenGeneration_Authentication' | 'TokenGeneration_NewPasswordChallenge' | 'TokenGeneration_RefreshTokens';

type Claims = Record<string, unknown>;

const ClaimChangesSchema = z.object({
  claimsToAddOrOverride: z.record(z.string(), z.unknown()).nullish(),
  claimsToSuppress: z.array(z.string()).nullish(),
});
const OverrideSchema = z.object({
  response: z.object({
    claimsAndScopeOverrideDetails: z
      .object({
        idTokenGeneration: ClaimChangesSchema.nullish(),
        accessTokenGeneration: ClaimChangesSchema.extend({
          scopesToAdd: z.array(z.string()).nullish(),
          scopesToSuppress: z.array(z.string()).nullish(),
        }).nullish(),
      })
      .nullish(),
  }),
});
const MessageSchema = z.object({
  response: z.object({ emailMessage: z.string().nullish(), emailSubject: z.string().nullish() }),
});

/** Claims Cognito keeps to itself: a trigger's changes to them are without effect. */
const RESERVED = new Set(
  (
    'acr amr at_hash auth_time azp aud cognito:username exp iat identities iss jti nbf nonce origin_jti sub ' +
    'token_use event_id username client_id scope version device_key'
  ).split(' '),
);

export class Triggers {
  private readonly directory: Directory;
  private readonly region: string;
  private readonly invoke: InvokeFunction;

  constructor(directory: Directory, region: string, invoke: InvokeFunction) {
    this.directory = directory;
    this.region = region;
    this.invoke = invoke;
  }

  async beforeTokens(
    user: User,
    client: ClientDefinition,
    source: TokenTrigger,
    id: Claims,
    access: Claims,
  ): Promise<{ id: Claims; access: Claims }> {
    const scopes = [SELF_SERVICE_SCOPE];
    const groupConfiguration = { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null };
    const answer = await this.fire('preTokenGeneration', source, user, client.clientId, {
      version: '2',
      request: { groupConfiguration, scopes },
      response: { claimsAndScopeOverrideDetails: null },
    });
    const changes = answer === undefined ? undefined : parse(OverrideSchema, answer).response;
    const details = changes?.claimsAndScopeOverrideDetails;
    const forAccess = details?.accessTokenGeneration;
    const granted = [...scopes, ...(forAccess?.scopesToAdd ?? [])].filter(
      (scope) => !forAccess?.scopesToSuppress?.includes(scope),
    );
    return {
      id: changed(id, details?.idTokenGeneration),
      access: {
        ...changed(access, forAccess),
        ...(granted.length > 0 ? { scope: [...new Set(granted)].join(' ') } : {}),
      },
    };
  }

  async beforeSignIn(user: User, client: ClientDefinition): Promise<void> {
    await this.fire('preAuthentication', 'PreAuthentication_Authentication', user, client.clientId, {
      request: { validationData: {}, userNotFound: false },
    });
  }

  async afterSignIn(user: User, client: ClientDefinition): Promise<void> {
    await this.fire('postAuthentication', 'PostAuthentication_Authentication', user, client.clientId, {
      request: { newDeviceUsed: false },
    });
  }

  async message(source: string, user: User, clientId: string): Promise<{ subject?: string; body?: string }> {
    const answer = await this.fire('customMessage', source, user, clientId, {
      request: {
        codeParameter: '{####}',
        usernameParameter: '{username}',
        linkParameter: '{##Click Here##}',
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
    if (answer === undefined) return {};
    const { emailMessage, emailSubject } = parse(MessageSchema, answer).response;
    return {
      ...(emailSubject ? { subject: emailSubject } : {}),
      ...(emailMessage ? { body: emailMessage } : {}),
    };
  }

  private async fire(
    name: keyof PoolTriggers,
    triggerSource: string,
    user: User,
    clientId: string,
    event: { version?: string; request: Claims; response?: Claims },
  ): Promise<unknown> {
    const arn = this.directory.pool(user.poolId).triggers[name];
    if (arn === undefined) return undefined;
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const ask = () =>
      this.invoke(arn, {
        version: event.version ?? '1',
        triggerSource,
        region: this.region,
        userPoolId: user.poolId,
        userName: user.sub,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
        request: {
          userAttributes: { ...user.attributes, 'cognito:user_status': user.status },
          ...event.request,
        },
        response: event.response ?? {},
      });
    const answer = await withDeadline(ask).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      throw new AwsError('UserLambdaValidationException', `${title} failed with error ${message}.`);
    });
    if (answer !== LATE) return answer;
    const message = `${title} invocation failed due to error SocketTimeoutException.`;
    throw new AwsError('UnexpectedLambdaException', message);
  }
}

function changed(claims: Claims, changes: z.infer<typeof ClaimChangesSchema> | null | undefined): Claims {
  const added = Object.entries(changes?.claimsToAddOrOverride ?? {});
  const suppressed = changes?.claimsToSuppress ?? [];
  const next = { ...claims, ...Object.fromEntries(added.filter(([name]) => !RESERVED.has(name))) };
  return Object.fromEntries(
    Object.entries(next).filter(([name]) => RESERVED.has(name) || !suppressed.includes(name)),
  );
}

function parse<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AwsError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
}

async function withDeadline(ask: () => Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, DEADLINE, LATE);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
