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

/** How people reach the portal; without a domain of its own it is at the distribution's address. */
export interface PortalAddress {
  /** The certificate is one of us-east-1: CloudFront takes no other. */
  custom?: { domainName: string; certificateArn: string };
  /** A web ACL of scope CLOUDFRONT, made beside this app. */
  webAclArn?: string;
}

/** From the context `portalDomain`, `portalCertificateArn` and `portalWebAclArn`, all optional. */
export function portalAddressOf(contextOf: (name: string) => unknown): PortalAddress {
  const text = (name: string) => {
    const value = contextOf(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [domainName, certificateArn, webAclArn] = [
    text('portalDomain'),
    text('portalCertificateArn'),
    text('portalWebAclArn'),
  ];
  if ((domainName === undefined) !== (certificateArn === undefined)) {
    throw new Error('A domain for the portal needs both contexts: portalDomain and portalCertificateArn.');
  }
  for (const arn of [certificateArn, webAclArn]) {
    if (arn !== undefined && !arn.includes(':us-east-1:')) {
      throw new Error(`CloudFront takes certificates and web ACLs of us-east-1 only, not ${arn}.`);
    }
  }
  return {
    ...(domainName === undefined || certificateArn === undefined
      ? {}
      : { custom: { domainName, certificateArn } }),
    ...(webAclArn === undefined ? {} : { webAclArn }),
  };
}
