import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import type { Clock } from '#domain/system.ts';
import { clientOptions } from '../aws/client-options.ts';

/** How long a value is believed; also how long a rotated secret may take to arrive. */
const CACHE_MILLISECONDS = 5 * 60 * 1000;

export function secretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient(clientOptions());
}

/** A secret that is JSON; read on first use, so that a cold start does not wait for it. */
export class CachedSecret<Schema extends z.ZodType> {
  #cached: { value: z.output<Schema>; at: number } | undefined;

  constructor(
    private readonly client: SecretsManagerClient,
    private readonly secretArn: string,
    private readonly schema: Schema,
    private readonly clock: Clock,
  ) {}

  /** `fresh`: past the cache. */
  async read(options: { fresh?: boolean } = {}): Promise<z.output<Schema>> {
    const now = this.clock.now().getTime();
    if (options.fresh !== true && this.#cached !== undefined && now - this.#cached.at < CACHE_MILLISECONDS) {
      return this.#cached.value;
    }
    const answer = await this.client.send(new GetSecretValueCommand({ SecretId: this.secretArn }));
    const value = this.#parse(answer.SecretString);
    this.#cached = { value, at: now };
    return value;
  }

  /** Its own words on failure: those of a parser would quote the secret. */
  #parse(text: string | undefined): z.output<Schema> {
    let json: unknown;
    try {
      json = JSON.parse(text ?? '');
    } catch {
      throw new Error('A secret is not JSON.');
    }
    const parsed = this.schema.safeParse(json);
    if (!parsed.success) {
      const paths = parsed.error.issues.map((issue) => issue.path.join('.'));
      throw new Error(`A secret lacks what is expected of it: ${paths.join(', ')}`);
    }
    return parsed.data;
  }
}
