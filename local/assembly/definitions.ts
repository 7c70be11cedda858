import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { PoolDefinition } from '../aws/cognito/pool.ts';
import type { CreateTableInput } from '../dynamodb/engine.ts';
import type { Assembly, Resource } from './assembly.ts';

const TableSchema = z.object({
  KeySchema: z.array(z.unknown()),
  AttributeDefinitions: z.array(z.unknown()),
  BillingMode: z.literal('PAY_PER_REQUEST', 'only on-demand tables are supported'),
  GlobalSecondaryIndexes: z
    .array(z.object({ IndexName: z.string(), KeySchema: z.unknown(), Projection: z.unknown() }))
    .optional(),
  LocalSecondaryIndexes: z.array(z.unknown()).optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
  StreamSpecification: z.undefined('streams are not supported').optional(),
});

export function readTable({ name, properties }: Resource): {
  input: CreateTableInput;
  ttl: string | undefined;
} {
  const { TimeToLiveSpecification: ttl, ...input } = TableSchema.parse(properties);
  return { input: { TableName: name, ...input }, ttl: ttl?.Enabled === true ? ttl.AttributeName : undefined };
}

const SecretSchema = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .object({
      SecretStringTemplate: z.string().optional(),
      GenerateStringKey: z.string().optional(),
      PasswordLength: z.coerce.number().default(32),
      ExcludePunctuation: z.boolean().default(false),
    })
    .optional(),
});

export interface SecretDefinition {
  arn: string;
  name: string;
  value?: string;
  generate?: { template?: string; key?: string; length: number; excludePunctuation: boolean };
}

export function readSecret({ name, physicalId, properties }: Resource): SecretDefinition {
  const { SecretString: value, GenerateSecretString: generate } = SecretSchema.parse(properties);
  return {
    arn: physicalId,
    name,
    ...(value === undefined ? {} : { value }),
    ...(generate === undefined
      ? {}
      : {
          generate: {
            length: generate.PasswordLength,
            excludePunctuation: generate.ExcludePunctuation,
            ...(generate.SecretStringTemplate === undefined
              ? {}
              : { template: generate.SecretStringTemplate }),
            ...(generate.GenerateStringKey === undefined ? {} : { key: generate.GenerateStringKey }),
          },
        }),
  };
}

const PoolSchema = z.object({
  MfaConfiguration: z.enum(['OPTIONAL', 'OFF', 'ON']).default('OFF'),
  EnabledMfas: z.array(z.literal('SOFTWARE_TOKEN_MFA', 'only TOTP is supported')).default([]),
  Policies: z
    .object({
      PasswordPolicy: z
        .object({
          MinimumLength: z.coerce.number().default(8),
          RequireLowercase: z.boolean().default(false),
          RequireUppercase: z.boolean().default(false),
          RequireNumbers: z.boolean().default(false),
          RequireSymbols: z.boolean().default(false),
          TemporaryPasswordValidityDays: z.coerce.number().default(7),
        })
        .prefault({}),
    })
    .prefault({ PasswordPolicy: {} }),
  LambdaConfig: z
    .strictObject(
      {
        PreTokenGeneration: z.string().optional(), // CDK repeats the V2 trigger's ARN here
        PreTokenGenerationConfig: z
          .object({ LambdaArn: z.string(), LambdaVersion: z.literal('V2_0') })
          .optional(),
        PreAuthentication: z.string().optional(),
        PostAuthentication: z.string().optional(),
        CustomMessage: z.string().optional(),
      },
      'only the triggers PreTokenGenerationConfig (V2_0), PreAuthentication, PostAuthentication and CustomMessage are supported',
    )
    .prefault({}),
  AdminCreateUserConfig: z
    .object({
      InviteMessageTemplate: z
        .object({ EmailSubject: z.string().optional(), EmailMessage: z.string().optional() })
        .prefault({}),
    })
    .prefault({}),
  EmailConfiguration: z.object({ From: z.string().optional() }).prefault({}),
  Schema: z.array(z.object({ Name: z.string().optional() })).default([]),
});

const STANDARD_ATTRIBUTES =
  /^(sub|name|given_name|family_name|middle_name|nickname|preferred_username|profile|picture|website|email|email_verified|gender|birthdate|zoneinfo|locale|phone_number|phone_number_verified|address|updated_at)$/;

const UnitSchema = z.enum(['seconds', 'minutes', 'hours', 'days']);

const ClientSchema = z.object({
  UserPoolId: z.string(),
  ExplicitAuthFlows: z.array(z.string()).default([]),
  PreventUserExistenceErrors: z.string().default('LEGACY'),
  AccessTokenValidity: z.coerce.number().optional(),
  IdTokenValidity: z.coerce.number().optional(),
  RefreshTokenValidity: z.coerce.number().optional(),
  TokenValidityUnits: z
    .object({ AccessToken: UnitSchema, IdToken: UnitSchema, RefreshToken: UnitSchema })
    .partial()
    .prefault({}),
  GenerateSecret: z.literal(false, 'clients with a secret are not supported').default(false),
});

const MINUTES = { seconds: 1 / 60, minutes: 1, hours: 60, days: 1440 };
const DEFAULT_MINUTES = { access: 60, id: 60, refresh: 30 * MINUTES.days };

export function readPool(assembly: Assembly, pool: Resource): PoolDefinition {
  const { Policies, LambdaConfig, AdminCreateUserConfig, EmailConfiguration, Schema } = PoolSchema.parse(
    pool.properties,
  );
  const policy = Policies.PasswordPolicy;
  const invitation = AdminCreateUserConfig.InviteMessageTemplate;
  const {
    PreTokenGenerationConfig: preToken,
    PreAuthentication,
    PostAuthentication,
    CustomMessage,
  } = LambdaConfig;
  return {
    userPoolId: pool.physicalId,
    clients: assembly
      .ofType('AWS::Cognito::UserPoolClient')
      .filter(({ properties }) => properties.UserPoolId === pool.physicalId)
      .map(readClient),
    passwordPolicy: {
      minimumLength: policy.MinimumLength,
      requireLowercase: policy.RequireLowercase,
      requireUppercase: policy.RequireUppercase,
      requireNumbers: policy.RequireNumbers,
      requireSymbols: policy.RequireSymbols,
      temporaryPasswordValidityDays: policy.TemporaryPasswordValidityDays,
    },
    triggers: {
      ...(preToken === undefined ? {} : { preTokenGeneration: preToken.LambdaArn }),
      ...(PreAuthentication === undefined ? {} : { preAuthentication: PreAuthentication }),
      ...(PostAuthentication === undefined ? {} : { postAuthentication: PostAuthentication }),
      ...(CustomMessage === undefined ? {} : { customMessage: CustomMessage }),
    },
    inviteMessage: {
      subject: invitation.EmailSubject ?? 'Your temporary password',
      body: invitation.EmailMessage ?? 'Your username is {username} and temporary password is {####}.',
    },
    ...(EmailConfiguration.From === undefined ? {} : { mailFrom: EmailConfiguration.From }),
    customAttributes: Schema.flatMap(({ Name }) =>
      Name === undefined || STANDARD_ATTRIBUTES.test(Name) ? [] : [Name],
    ),
  };
}

function readClient({ physicalId, properties }: Resource): PoolDefinition['clients'][number] {
  const client = ClientSchema.parse(properties);
  const { AccessToken = 'hours', IdToken = 'hours', RefreshToken = 'days' } = client.TokenValidityUnits;
  const minutes = (validity: number | undefined, unit: keyof typeof MINUTES, otherwise: number) =>
    validity === undefined ? otherwise : validity * MINUTES[unit];
  return {
    clientId: physicalId,
    accessTokenMinutes: minutes(client.AccessTokenValidity, AccessToken, DEFAULT_MINUTES.access),
    idTokenMinutes: minutes(client.IdTokenValidity, IdToken, DEFAULT_MINUTES.id),
    refreshTokenDays:
      minutes(client.RefreshTokenValidity, RefreshToken, DEFAULT_MINUTES.refresh) / MINUTES.days,
    explicitAuthFlows: client.ExplicitAuthFlows,
    preventUserExistenceErrors: client.PreventUserExistenceErrors === 'ENABLED',
  };
}

const MachineSchema = z.object({
  StateMachineType: z.literal('STANDARD', 'only Standard workflows are supported').default('STANDARD'),
  DefinitionString: z.string().optional(),
  DefinitionS3Location: z.object({ Key: z.string() }).optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

export interface MachineDefinition {
  arn: string;
  name: string;
  definition: Record<string, unknown>;
}

export function readMachine(
  assembly: Assembly,
  { name, physicalId, properties }: Resource,
): MachineDefinition {
  const machine = MachineSchema.parse(properties);
  const file = machine.DefinitionS3Location;
  const source =
    file === undefined
      ? (machine.DefinitionString ?? JSON.stringify(machine.Definition ?? {}))
      : readFileSync(assembly.asset(file.Key), 'utf8');
  const text = source.replaceAll(/\$\{([\w.-]+)\}/g, (placeholder, key: string) => {
    const value = machine.DefinitionSubstitutions[key];
    if (value === undefined) throw new Error(`its definition uses ${placeholder}, which has no substitution`);
    return String(value);
  });
  return { arn: physicalId, name, definition: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
}
