import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { configOf, type PortalAddress, portalAddressOf } from '../../lib/config.ts';
import { bundleFunctions, type Bundles } from '../../lib/constructs/bundles.ts';
import { bundlePortal } from '../../lib/constructs/portal-files.ts';
import { DataStack } from '../../lib/data-stack.ts';
import { PortalStack } from '../../lib/portal-stack.ts';
import { ServiceStack } from '../../lib/service-stack.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { readSite } from '../../local/portal/distribution.ts';
import { synthesize } from '../../local/synth.ts';
import {
  always,
  at,
  type Deployed,
  deployedPortal,
  listAt,
  ofType,
  proveRules,
  type Rule,
  textAt,
  textsAt,
  withChange,
  withResource,
} from '../support/infra.ts';
import { allowed } from '../support/infra-permissions.ts';

const CONFIG = 'DistributionConfig';
const POLICY = 'ResponseHeadersPolicyConfig.SecurityHeadersConfig';
const CSP = `${POLICY}.ContentSecurityPolicy.ContentSecurityPolicy`;

/** Directives by name, each a list of sources. */
const cspOf = ({ properties }: Deployed): Record<string, string[]> =>
  Object.fromEntries(
    textAt(properties, CSP)
      .split('; ')
      .map((directive) => directive.split(' '))
      .map(([name = '', ...sources]) => [name, sources]),
  );

const csp =
  (judge: (directives: Record<string, string[]>) => string[]): Rule =>
  (all) => {
    const policies = ofType(all, 'CloudFront::ResponseHeadersPolicy');
    return policies.length === 0
      ? ['there is no policy']
      : policies.flatMap((policy) => judge(cspOf(policy)));
  };

const is = (directives: Record<string, string[]>, expected: Record<string, string>): string[] =>
  Object.entries(expected)
    .filter(([name, sources]) => directives[name]?.join(' ') !== sources)
    .map(([name]) => `${name} is ${String(directives[name]?.join(' '))}`);

const readByTheDistributionAlone: Rule = (all) => {
  const allows = ofType(all, 'S3::BucketPolicy').flatMap(({ properties }) =>
    listAt(properties, 'PolicyDocument.Statement').filter((statement) => at(statement, 'Effect') === 'Allow'),
  );
  const [distribution] = ofType(all, 'CloudFront::Distribution');
  return [
    ...(allows.length === 1 ? [] : [`${String(allows.length)} statements allow something`]),
    ...allows
      .filter(
        (statement) =>
          JSON.stringify(at(statement, 'Principal')) !== '{"Service":"cloudfront.amazonaws.com"}' ||
          !String(Object.values(at(statement, 'Condition.StringEquals') ?? {})[0]).endsWith(
            `:distribution/${String(distribution?.physicalId)}`,
          ) ||
          textsAt(statement, 'Action').some((action) => !['s3:GetObject', 's3:ListBucket'].includes(action)),
      )
      .map((statement) => JSON.stringify(statement)),
  ];
};

const tlsOnly: Rule = (all) =>
  ofType(all, 'S3::BucketPolicy').flatMap(({ logicalId, properties }) =>
    listAt(properties, 'PolicyDocument.Statement').some(
      (statement) =>
        at(statement, 'Effect') === 'Deny' &&
        textAt(statement, 'Condition.Bool.aws:SecureTransport') === 'false',
    )
      ? []
      : [`${logicalId} lets plain HTTP pass`],
  );

/** AWS's own policies: CachingDisabled and AllViewerExceptHostHeader. */
const API_BEHAVIOR = {
  PathPattern: '/api/*',
  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
  ViewerProtocolPolicy: 'https-only',
};

const apiIsNotCached: Rule = (all) =>
  ofType(all, 'CloudFront::Distribution').flatMap(({ properties }) => {
    const behaviors = listAt(properties, `${CONFIG}.CacheBehaviors`);
    const wrong = Object.entries(API_BEHAVIOR).filter(
      ([name, value]) => JSON.stringify(at(behaviors[0], name)) !== JSON.stringify(value),
    );
    return [
      ...(behaviors.length === 1 ? [] : [`${String(behaviors.length)} behaviors`]),
      ...wrong.map(([name]) => name),
    ];
  });

const originsOverTls: Rule = (all) =>
  ofType(all, 'CloudFront::Distribution').flatMap(({ properties }) =>
    listAt(properties, `${CONFIG}.Origins`)
      .filter(
        (origin) =>
          textAt(origin, 'OriginAccessControlId') === '' &&
          (textAt(origin, 'CustomOriginConfig.OriginProtocolPolicy') !== 'https-only' ||
            textsAt(origin, 'CustomOriginConfig.OriginSSLProtocols').join() !== 'TLSv1.2'),
      )
      .map((origin) => textAt(origin, 'Id')),
  );

/** By the folder in the bucket. */
const cacheControl: Rule = (all) => {
  const found = all.filter(({ type }) => type === 'Custom::CDKBucketDeployment');
  const rules = Object.fromEntries(
    found.map(({ properties }) => [
      textAt(properties, 'DestinationBucketKeyPrefix'),
      textAt(properties, 'SystemMetadata.cache-control'),
    ]),
  );
  const expected = { assets: 'public, max-age=31536000, immutable', '': 'no-cache' };
  return JSON.stringify(rules) === JSON.stringify(expected) ? [] : [JSON.stringify(rules)];
};

const withUpload =
  (change: Record<string, unknown>) =>
  (all: readonly Deployed[]): Deployed[] =>
    all.map((each) =>
      each.type === 'Custom::CDKBucketDeployment'
        ? { ...each, properties: { ...each.properties, ...change } }
        : each,
    );

proveRules(
  'The files of the portal',
  [
    {
      rule: 'are in a private, encrypted bucket',
      check: always('S3::Bucket', {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm':
          'AES256',
      }),
      weaken: withChange('S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy', false),
    },
    {
      rule: 'are read by the distribution alone',
      check: readByTheDistributionAlone,
      weaken: withResource('S3::BucketPolicy', {
        PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] },
      }),
    },
    { rule: 'are read by TLS only', check: tlsOnly, weaken: withResource('S3::BucketPolicy', {}) },
    {
      rule: 'are kept for a year where their names change, and asked for each time where they do not',
      check: cacheControl,
      weaken: withUpload({ SystemMetadata: { 'cache-control': 'max-age=60' } }),
    },
    {
      rule: 'stay for the pages that were opened before',
      check: (all) =>
        all
          .filter(({ type }) => type === 'Custom::CDKBucketDeployment')
          .filter(({ properties }) => at(properties, 'Prune') !== false)
          .map(({ logicalId }) => logicalId),
      weaken: withUpload({ Prune: true }),
    },
  ],
  deployedPortal,
);

proveRules(
  'The distribution',
  [
    {
      rule: 'speaks HTTPS only, in its second and third version, over IPv6 too',
      check: always('CloudFront::Distribution', {
        [`${CONFIG}.DefaultCacheBehavior.ViewerProtocolPolicy`]: 'redirect-to-https',
        [`${CONFIG}.HttpVersion`]: 'http2and3',
        [`${CONFIG}.IPV6Enabled`]: true,
      }),
      weaken: withChange(
        'CloudFront::Distribution',
        `${CONFIG}.DefaultCacheBehavior.ViewerProtocolPolicy`,
        'allow-all',
      ),
    },
    {
      rule: 'passes everything below /api on as it came, and keeps nothing of it',
      check: apiIsNotCached,
      weaken: withChange(
        'CloudFront::Distribution',
        `${CONFIG}.CacheBehaviors.0.CachePolicyId`,
        '658327ea-f89d-4fab-a63d-7e88639e58f6',
      ),
    },
    {
      rule: 'reaches the API by TLS 1.2 only',
      check: originsOverTls,
      weaken: withChange(
        'CloudFront::Distribution',
        `${CONFIG}.Origins.1.CustomOriginConfig.OriginProtocolPolicy`,
        'match-viewer',
      ),
    },
    {
      rule: 'hides no error of the API behind a page',
      check: (all) =>
        ofType(all, 'CloudFront::Distribution').flatMap(({ properties }) =>
          textsAt(properties, `${CONFIG}.CustomErrorResponses`),
        ),
      weaken: withChange('CloudFront::Distribution', `${CONFIG}.CustomErrorResponses`, [{ ErrorCode: 404 }]),
    },
  ],
  deployedPortal,
);

proveRules(
  'The headers of the portal',
  [
    {
      rule: 'allow no script but its files: none inline, none evaluated',
      check: csp((found) => is(found, { 'default-src': "'none'", 'script-src': "'self'" })),
      weaken: withChange(
        'CloudFront::ResponseHeadersPolicy',
        CSP,
        "default-src 'none'; script-src 'self' 'unsafe-inline'",
      ),
    },
    {
      rule: 'let it call itself and Cognito of its region, and send forms to itself',
      check: csp((found) =>
        is(found, {
          'connect-src': "'self' https://cognito-idp.ap-southeast-2.amazonaws.com",
          'form-action': "'self'",
        }),
      ),
      weaken: withChange('CloudFront::ResponseHeadersPolicy', CSP, "connect-src *; form-action 'self'"),
    },
    {
      rule: 'let nobody frame it or move its base',
      check: (all) => [
        ...csp((found) => is(found, { 'frame-ancestors': "'none'", 'base-uri': "'none'" }))(all),
        ...always('CloudFront::ResponseHeadersPolicy', { [`${POLICY}.FrameOptions.FrameOption`]: 'DENY' })(
          all,
        ),
      ],
      weaken: withChange(
        'CloudFront::ResponseHeadersPolicy',
        `${POLICY}.FrameOptions.FrameOption`,
        'SAMEORIGIN',
      ),
    },
    {
      rule: 'keep browsers to HTTPS for two years, and to the types that files are sent with',
      check: always('CloudFront::ResponseHeadersPolicy', {
        [`${POLICY}.StrictTransportSecurity.AccessControlMaxAgeSec`]: 63_072_000,
        [`${POLICY}.ContentTypeOptions.Override`]: true,
      }),
      weaken: withChange('CloudFront::ResponseHeadersPolicy', `${POLICY}.ContentTypeOptions`, undefined),
    },
  ],
  deployedPortal,
);

describe('The portal', () => {
  it('has the resources that it needs and no other', async () => {
    const kinds = (await deployedPortal()).map(({ type }) => type.replace('AWS::', ''));
    expect(kinds.sort()).toEqual([
      'CloudFront::Distribution',
      'CloudFront::Function',
      'CloudFront::OriginAccessControl',
      'CloudFront::ResponseHeadersPolicy',
      'Custom::CDKBucketDeployment',
      'Custom::CDKBucketDeployment',
      'IAM::Policy',
      'IAM::Role',
      'Lambda::Function',
      'Lambda::LayerVersion',
      'Lambda::LayerVersion',
      'Logs::LogGroup',
      'S3::Bucket',
      'S3::BucketPolicy',
    ]);
  });

  it('is uploaded by a role that reaches its own bucket, the assets of this app and its log', async () => {
    const all = await deployedPortal();
    const [bucket] = ofType(all, 'S3::Bucket');
    const resources = [...new Set(allowed(all).map(({ resource }) => resource))];
    expect(resources.sort()).toEqual(
      [
        `arn:aws:logs:ap-southeast-2:000000000000:log-group:${ofType(all, 'Logs::LogGroup')[0]?.name ?? ''}:*`,
        'arn:aws:s3:::cdk-hnb659fds-assets-000000000000-ap-southeast-2',
        'arn:aws:s3:::cdk-hnb659fds-assets-000000000000-ap-southeast-2/*',
        bucket?.arn ?? '',
        `${bucket?.arn ?? ''}/*`,
      ].sort(),
    );
  });

  it.each([
    ['/', '/index.html'],
    ['/clients/0192-44', '/index.html'],
    ['/a.b/c', '/index.html'],
    ['/a/b/', '/index.html'],
    ['/index.html', '/index.html'],
    ['/assets/index-1.js', '/assets/index-1.js'],
    ['/none.js', '/none.js'],
  ])('answers %s with %s', async (path, file) => {
    const site = readSite(readAssembly(await synthesize(), { PortalOrigin: '', MailFrom: 'a@b.example' }));
    expect(site?.rewrite(path)).toBe(file);
  });
});

describe('A domain of its own', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/1';
  const webAclArn = 'arn:aws:wafv2:us-east-1:000000000000:global/webacl/portal/1';
  const contextOf = (values: Record<string, unknown>) => portalAddressOf((name) => values[name]);
  let bundles: Bundles;
  let files: string;
  beforeAll(async () => {
    bundles = await bundleFunctions();
    files = await bundlePortal();
  });

  const distribution = (address: PortalAddress) => {
    const app = new App({ analyticsReporting: false });
    const data = new DataStack(app, 'Data', { config: configOf('production'), bundles });
    const service = new ServiceStack(app, 'Service', { data });
    const portal: Stack = new PortalStack(app, 'Portal', { data, service, files, address });
    return Object.values(Template.fromStack(portal).findResources('AWS::CloudFront::Distribution'))[0];
  };

  it('comes with its certificate, TLS 1.2 at least, and the account’s web ACL', () => {
    const address = contextOf({
      portalDomain: 'portal.example.com',
      portalCertificateArn: certificateArn,
      portalWebAclArn: webAclArn,
    });
    expect(at(distribution(address), 'Properties.DistributionConfig')).toMatchObject({
      Aliases: ['portal.example.com'],
      ViewerCertificate: {
        AcmCertificateArn: certificateArn,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      WebACLId: webAclArn,
    });
  });

  it('is not there without being asked for', () => {
    expect(contextOf({})).toEqual({});
    expect(at(distribution({}), 'Properties.DistributionConfig')).not.toHaveProperty('Aliases');
  });

  it.each([
    [{ portalDomain: 'portal.example.com' }, 'portalCertificateArn'],
    [{ portalCertificateArn: certificateArn }, 'portalDomain'],
    [{ portalWebAclArn: webAclArn.replace('us-east-1', 'ap-southeast-2') }, 'us-east-1'],
  ])('refuses %j in words', (values, word) => {
    expect(() => contextOf(values)).toThrow(word);
  });
});
