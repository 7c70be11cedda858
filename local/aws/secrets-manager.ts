import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Collection, StateStore } from '../state-store.ts';
import { AwsError, type JsonService } from './service.ts';

const SecretSchema = z.object({
  arn: z.string(),
  name: z.string(),
  description: z.string().optional(),
  createdAt: z.number(),
  changedAt: z.number(),
  versions: z.array(
    z.object({ id: z.string(), value: z.string(), stages: z.array(z.string()), createdAt: z.number() }),
  ),
});
type Secret = z.infer<typeof SecretSchema>;
type Version = Secret['versions'][number];

export interface SecretDefinition {
  arn: string;
  name: string;
  /** The template's GenerateSecretString: `key` is put into the JSON object `template`. */
  generate?: { template?: string; key?: string; length?: number; excludePunctuation?: boolean };
  value?: string;
}

const ByIdSchema = z.strictObject({ SecretId: z.string().min(1) });
const GetSchema = ByIdSchema.extend({
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const PutSchema = ByIdSchema.extend({
  ClientRequestToken: z.string().optional(),
  SecretString: z.string(),
  VersionStages: z.array(z.string()).min(1).default(['AWSCURRENT']),
});
const UpdateSchema = ByIdSchema.extend({
  ClientRequestToken: z.string().optional(),
  SecretString: z.string().optional(),
  Description: z.string().optional(),
});

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** AWS Secrets Manager without rotation, replication, deletion or binary values, none of which the product uses. */
export class SecretsManagerStandIn implements JsonService {
  readonly target = 'secretsmanager';
  private readonly secrets: Collection<Secret>;
  private readonly now: () => number;

  constructor({ state, now = Date.now }: { state: StateStore; now?: () => number }) {
    this.secrets = state.collection('secrets', SecretSchema);
    this.now = now;
  }

  /** Leaves an existing secret as it is, so that generated and stored values survive a restart. */
  defineSecret({ arn, name, generate, value }: SecretDefinition): void {
    if (this.secrets.get(arn)) return;
    const at = this.now();
    const secret: Secret = { arn, name, createdAt: at, changedAt: at, versions: [] };
    const first = value ?? (generate ? generated(generate) : undefined);
    // an AWS secret defined without a value has no version until one is put
    if (first === undefined) this.secrets.set(arn, secret);
    else this.put(secret, first, ['AWSCURRENT'], randomUUID());
  }

  async call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    switch (operation) {
      case 'GetSecretValue':
        return this.getValue(parse(GetSchema, input));
      case 'PutSecretValue': {
        const {
          SecretId,
          SecretString,
          VersionStages,
          ClientRequestToken = randomUUID(),
        } = parse(PutSchema, input);
        const secret = this.find(SecretId);
        const { id, stages } = this.put(secret, SecretString, VersionStages, ClientRequestToken);
        return { ...names(secret), VersionId: id, VersionStages: stages };
      }
      case 'UpdateSecret': {
        const {
          SecretId,
          SecretString,
          Description,
          ClientRequestToken = randomUUID(),
        } = parse(UpdateSchema, input);
        const found = this.find(SecretId);
        const secret = Description === undefined ? found : { ...found, description: Description };
        if (secret !== found) this.secrets.set(secret.arn, secret);
        if (SecretString === undefined) return names(secret);
        return {
          ...names(secret),
          VersionId: this.put(secret, SecretString, ['AWSCURRENT'], ClientRequestToken).id,
        };
      }
      case 'DescribeSecret': {
        const secret = this.find(parse(ByIdSchema, input).SecretId);
        return {
          ...names(secret),
          ...(secret.description === undefined ? {} : { Description: secret.description }),
          CreatedDate: secret.createdAt / 1000,
          LastChangedDate: secret.changedAt / 1000,
          VersionIdsToStages: Object.fromEntries(
            secret.versions.flatMap(({ id, stages }) => (stages.length > 0 ? [[id, stages]] : [])),
          ),
        };
      }
      default:
        throw new AwsError(
          'UnknownOperationException',
          `Secrets Manager stand-in: ${operation} is not built`,
        );
    }
  }

  private getValue({
    SecretId,
    VersionId,
    VersionStage,
  }: z.infer<typeof GetSchema>): Record<string, unknown> {
    const secret = this.find(SecretId);
    const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
    const version = secret.versions.find(
      ({ id, stages }) =>
        (VersionId === undefined || id === VersionId) && (stage === undefined || stages.includes(stage)),
    );
    if (!version) {
      const which = VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`;
      throw notFound(`Secrets Manager can't find the specified secret value for ${which}`);
    }
    return {
      ...names(secret),
      VersionId: version.id,
      SecretString: version.value,
      VersionStages: version.stages,
      CreatedDate: version.createdAt / 1000,
    };
  }

  /** By ARN, by ARN without its random ending, or by name. */
  private find(id: string): Secret {
    const [, secret] =
      this.secrets
        .entries()
        .find(([arn, { name }]) => arn === id || name === id || arn.replace(/-[A-Za-z0-9]{6}$/, '') === id) ??
      [];
    if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** A stage is on one version at a time; the version that loses AWSCURRENT becomes AWSPREVIOUS. */
  private put(secret: Secret, value: string, stages: string[], id: string): Version {
    const repeated = secret.versions.find((version) => version.id === id);
    if (repeated?.value === value) return repeated;
    if (repeated) {
      const message = `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`;
      throw new AwsError('ResourceExistsException', message);
    }
    const moved = new Set([...stages, ...(stages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : [])]);
    const older = secret.versions.map((version) => {
      const kept = version.stages.filter((stage) => !moved.has(stage));
      const retired = moved.has('AWSPREVIOUS') && version.stages.includes('AWSCURRENT');
      return { ...version, stages: retired ? [...kept, 'AWSPREVIOUS'] : kept };
    });
    const at = this.now();
    const version = { id, value, stages, createdAt: at };
    const versions = [...older.filter((one) => one.stages.length > 0), version];
    this.secrets.set(secret.arn, { ...secret, changedAt: at, versions });
    return version;
  }
}

function names({ arn, name }: Secret): Record<string, unknown> {
  return { ARN: arn, Name: name };
}

function generated({
  template,
  key,
  length = 32,
  excludePunctuation,
}: NonNullable<SecretDefinition['generate']>) {
  const letters = excludePunctuation ? ALPHANUMERIC : ALPHANUMERIC + PUNCTUATION;
  const value = Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
  if (key === undefined) return value;
  return JSON.stringify({
    ...z.record(z.string(), z.unknown()).parse(JSON.parse(template ?? '{}')),
    [key]: value,
  });
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError('InvalidParameterException', z.prettifyError(parsed.error));
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
