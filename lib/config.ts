/** What differs between deployments; a missing stage is a type error. */
export interface Config {
  /** Prefix of stack names and of the two functions that operators call by name. */
  name: string;
  /** Days that logs are kept. */
  logRetentionDays: 30 | 400;
  /** Keeps tables and users when a stack is deleted, and refuses to delete them. */
  retainData: boolean;
}

export type Stage = 'production' | 'staging';

const CONFIGS: Record<Stage, Config> = {
  production: { name: 'practice-sync', logRetentionDays: 400, retainData: true },
  staging: { name: 'practice-sync-staging', logRetentionDays: 30, retainData: false },
};

export function configOf(stage: unknown): Config {
  if (stage === 'production' || stage === 'staging') return CONFIGS[stage];
  throw new Error(`Unknown stage ${String(stage)}; use --context stage=production or stage=staging.`);
}
