import * as z from 'zod';
import type { Assembly, Resource } from '../assembly/assembly.ts';
import { CorsRulesSchema } from './cors.ts';
import type { CorsRules } from './cors.ts';
import { RouteTable } from './routes.ts';
import type { Route } from './routes.ts';

const ApiSchema = z.object({
  ProtocolType: z.literal('HTTP', 'only HTTP APIs are supported'),
  Body: z.undefined('an API given as an OpenAPI body is not supported').optional(),
  CorsConfiguration: CorsRulesSchema.optional(),
});
const StageSchema = z.object({ StageName: z.literal('$default', 'only the stage $default is supported') });
const IntegrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY', 'only integrations with functions are supported'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', 'only the payload format 2.0 is supported'),
  TimeoutInMillis: z.coerce.number().default(30_000),
});
const AuthorizerSchema = z.object({
  AuthorizerType: z.literal('JWT', 'only JWT authorizers are supported'),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()).min(1) }),
});
const RouteSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'JWT'], 'only NONE and JWT are supported').default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});

export interface HttpApiDefinition {
  readonly apiId: string;
  readonly cors: CorsRules | undefined;
  readonly routes: RouteTable;
}

/** `check` runs a reader for one resource and keeps what is wrong with it under the resource's logical id. */
export type Check = <T>(resource: Resource, read: () => T) => T[];

export function readHttpApi(assembly: Assembly, check: Check): HttpApiDefinition | undefined {
  const [api, ...others] = assembly.ofType('AWS::ApiGatewayV2::Api');
  if (api === undefined) return undefined;
  for (const other of others) check(other, () => fail('only one API is supported'));
  for (const stage of assembly.ofType('AWS::ApiGatewayV2::Stage')) {
    check(stage, () => StageSchema.parse(stage.properties));
  }
  const integrations = byId(assembly.ofType('AWS::ApiGatewayV2::Integration'), IntegrationSchema, check);
  const authorizers = byId(assembly.ofType('AWS::ApiGatewayV2::Authorizer'), AuthorizerSchema, check);
  const routes = assembly.ofType('AWS::ApiGatewayV2::Route').flatMap((resource) =>
    check(resource, (): Route => {
      const route = RouteSchema.parse(resource.properties);
      const integration = integrations.get(route.Target.slice('integrations/'.length));
      const authorizer = authorizers.get(route.AuthorizerId ?? '');
      if (integration === undefined) return fail('its integration cannot be run');
      if (route.AuthorizationType === 'JWT' && authorizer === undefined)
        return fail('its authorizer cannot be run');
      const jwt = route.AuthorizationType === 'JWT' ? authorizer?.JwtConfiguration : undefined;
      return {
        key: route.RouteKey,
        functionArn: integration.IntegrationUri,
        timeoutMs: integration.TimeoutInMillis,
        authorizer: jwt === undefined ? undefined : { issuer: jwt.Issuer, audience: jwt.Audience },
        scopes: route.AuthorizationScopes,
      };
    }),
  );
  const [cors] = check(api, () => ApiSchema.parse(api.properties).CorsConfiguration);
  return { apiId: api.physicalId, cors, routes: new RouteTable(routes) };
}

function byId<T>(resources: readonly Resource[], schema: z.ZodType<T>, check: Check): Map<string, T> {
  return new Map(
    resources.flatMap((resource) =>
      check(resource, () => [resource.physicalId, schema.parse(resource.properties)] as const),
    ),
  );
}

function fail(message: string): never {
  throw new Error(message);
}
