import * as z from 'zod';
import type { Assembly } from '../assembly/assembly.ts';

const YES = z.object({ Override: z.literal(true, 'only headers that override are supported') });
/** Strict: a header that is not understood would be missing in silence. */
const PolicySchema = z.strictObject({
  Name: z.string(),
  Comment: z.string().optional(),
  CustomHeadersConfig: z
    .object({ Items: z.array(YES.extend({ Header: z.string(), Value: z.string() })) })
    .default({ Items: [] }),
  SecurityHeadersConfig: z.strictObject({
    ContentSecurityPolicy: YES.extend({ ContentSecurityPolicy: z.string() }).optional(),
    ContentTypeOptions: YES.optional(),
    FrameOptions: YES.extend({ FrameOption: z.string() }).optional(),
    ReferrerPolicy: YES.extend({ ReferrerPolicy: z.string() }).optional(),
    StrictTransportSecurity: YES.extend({
      AccessControlMaxAgeSec: z.coerce.number(),
      IncludeSubdomains: z.boolean().default(false),
      Preload: z.boolean().default(false),
    }).optional(),
  }),
});

/** The headers that CloudFront adds by a policy of the assembly, by their names in lower case. */
export function readHeaders(assembly: Assembly, policyId: string): Map<string, string> {
  const policy = assembly
    .ofType('AWS::CloudFront::ResponseHeadersPolicy')
    .find(({ physicalId }) => physicalId === policyId);
  if (policy === undefined) throw new Error(`there is no policy ${policyId} of response headers`);
  const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = PolicySchema.parse(
    policy.properties['ResponseHeadersPolicyConfig'],
  );
  const headers: [string, string | undefined][] = [
    ['content-security-policy', security.ContentSecurityPolicy?.ContentSecurityPolicy],
    ['x-content-type-options', security.ContentTypeOptions && 'nosniff'],
    ['x-frame-options', security.FrameOptions?.FrameOption],
    ['referrer-policy', security.ReferrerPolicy?.ReferrerPolicy],
    ['strict-transport-security', transport(security.StrictTransportSecurity)],
    ...custom.Items.map(({ Header, Value }): [string, string] => [Header.toLowerCase(), Value]),
  ];
  return new Map(headers.filter((header): header is [string, string] => header[1] !== undefined));
}

type Transport = z.infer<typeof PolicySchema>['SecurityHeadersConfig']['StrictTransportSecurity'];

function transport(config: Transport): string | undefined {
  if (config === undefined) return undefined;
  const { AccessControlMaxAgeSec: seconds, IncludeSubdomains, Preload } = config;
  return [
    `max-age=${String(seconds)}`,
    ...(IncludeSubdomains ? ['includeSubDomains'] : []),
    ...(Preload ? ['preload'] : []),
  ].join('; ');
}
