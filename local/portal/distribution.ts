import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import { AssemblyError } from '../assembly/assembly.ts';
import type { Assembly } from '../assembly/assembly.ts';
import { readFiles } from './deployments.ts';
import type { SiteFile } from './deployments.ts';
import { readHeaders } from './headers.ts';

/** The portal as the distribution in front of it serves it. */
export interface Site {
  /** By key; whatever is not here does not exist. */
  readonly files: ReadonlyMap<string, SiteFile>;
  /** Of every answer. */
  readonly headers: ReadonlyMap<string, string>;
  /** What the function at the edge makes of a path. */
  rewrite(path: string): string;
}

/** Strict: what is not understood would be passed over in silence. */
const BehaviorSchema = z.strictObject({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()),
  CachePolicyId: z.string(),
  Compress: z.boolean(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  ViewerProtocolPolicy: z.enum(['https-only', 'redirect-to-https']),
  FunctionAssociations: z
    .array(z.strictObject({ EventType: z.literal('viewer-request'), FunctionARN: z.string() }))
    .max(1)
    .default([]),
});
const ConfigSchema = z.object({
  DefaultCacheBehavior: BehaviorSchema.extend({ ResponseHeadersPolicyId: z.string() }),
  CacheBehaviors: z.array(BehaviorSchema).default([]),
  Origins: z.array(z.object({ Id: z.string(), DomainName: z.string() })),
  CustomErrorResponses: z.undefined('pages for errors are not supported').optional(),
});
const FunctionSchema = z.object({ FunctionCode: z.string() });
const RequestSchema = z.object({ uri: z.string() });
const EDGE_LIMIT_MS = 1000;

/** The site of the assembly's distribution, if it has one; throws what of it cannot be run, by logical id. */
export function readSite(assembly: Assembly): Site | undefined {
  const [distribution, ...others] = assembly.ofType('AWS::CloudFront::Distribution');
  if (distribution === undefined) return undefined;
  const where = `${distribution.stack}/${distribution.logicalId} (${distribution.type})`;
  try {
    if (others.length > 0) throw new Error('only one distribution is supported');
    const config = ConfigSchema.parse(distribution.properties['DistributionConfig']);
    assertApiOnly(assembly, config);
    const { ResponseHeadersPolicyId, FunctionAssociations } = config.DefaultCacheBehavior;
    return {
      files: readFiles(assembly),
      headers: readHeaders(assembly, ResponseHeadersPolicyId),
      rewrite: edgeFunction(assembly, FunctionAssociations[0]?.FunctionARN),
    };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new AssemblyError([`${where}: ${reason}`]);
  }
}

/** Whatever is not the site is the API, which the local run serves below the same address as it is. */
function assertApiOnly(assembly: Assembly, config: z.infer<typeof ConfigSchema>): void {
  const hosts = assembly
    .ofType('AWS::ApiGatewayV2::Api')
    .map(({ physicalId }) => `${physicalId}.execute-api.${assembly.region}.amazonaws.com`);
  for (const behavior of config.CacheBehaviors) {
    const origin = config.Origins.find(({ Id }) => Id === behavior.TargetOriginId);
    const isApi = behavior.PathPattern === '/api/*' && hosts.includes(origin?.DomainName ?? '');
    const isPlain =
      behavior.ResponseHeadersPolicyId === undefined && behavior.FunctionAssociations.length === 0;
    if (!isApi || !isPlain) {
      throw new Error(`the behavior of ${behavior.PathPattern ?? 'no path'} is not that of the API alone`);
    }
  }
}

/** Runs the template's own code, as CloudFront does. */
function edgeFunction(assembly: Assembly, functionArn: string | undefined): Site['rewrite'] {
  if (functionArn === undefined) return (path) => path;
  const edge = assembly
    .ofType('AWS::CloudFront::Function')
    .find(({ arn, physicalId }) => [arn, physicalId].includes(functionArn));
  if (edge === undefined) throw new Error(`there is no function ${functionArn}`);
  const { FunctionCode } = FunctionSchema.parse(edge.properties);
  return (path) => {
    const context = { event: { request: { method: 'GET', uri: path, headers: {}, querystring: {} } } };
    const result: unknown = runInNewContext(`${FunctionCode}\nhandler(event);`, context, {
      timeout: EDGE_LIMIT_MS,
    });
    return RequestSchema.parse(result).uri;
  };
}
