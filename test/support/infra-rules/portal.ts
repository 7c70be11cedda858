import {
  always,
  at,
  type Deployed,
  listAt,
  ofType,
  type ProvenRule,
  type Rule,
  textAt,
  textsAt,
  withChange,
  withResource,
} from '../infra.ts';

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

export const FILE_RULES: readonly ProvenRule[] = [
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
];

export const DISTRIBUTION_RULES: readonly ProvenRule[] = [
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
];

const sentWithEveryFile: Rule = (all) => {
  const [policy] = ofType(all, 'CloudFront::ResponseHeadersPolicy');
  return always('CloudFront::Distribution', {
    [`${CONFIG}.DefaultCacheBehavior.ResponseHeadersPolicyId`]: policy?.physicalId,
  })(all);
};

export const HEADER_RULES: readonly ProvenRule[] = [
  {
    rule: 'are sent with every file',
    check: sentWithEveryFile,
    weaken: withChange(
      'CloudFront::Distribution',
      `${CONFIG}.DefaultCacheBehavior.ResponseHeadersPolicyId`,
      undefined,
    ),
  },
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
      ...always('CloudFront::ResponseHeadersPolicy', { [`${POLICY}.FrameOptions.FrameOption`]: 'DENY' })(all),
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
];
