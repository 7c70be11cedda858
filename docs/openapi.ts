import * as z from 'zod';
import type { ApiContract } from '../functions/api/api-contract.ts';

const ERROR = { $ref: '#/components/responses/Error' };

/** The OpenAPI 3.1 document of all routes; the same contracts always make the same text. */
export function openApiDocument(contracts: Readonly<Record<string, ApiContract>>): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const contract of Object.values(contracts).sort(byPathAndMethod)) {
    paths[contract.path] = {
      ...paths[contract.path],
      [contract.method.toLowerCase()]: operationOf(contract),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Client portal API',
      version: '1',
      description:
        'Clients synced one way from Xero Practice Manager. Same origin as the portal. Lists page by `cursor`; errors carry a stable code.',
    },
    servers: [{ url: '/api' }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Cognito access token',
        },
      },
      responses: { Error: { description: 'What went wrong', content: json(ERROR_SCHEMA) } },
    },
  };
}

const ERROR_SCHEMA = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'requestId'],
      properties: {
        code: { type: 'string', pattern: '^[A-Z_]+$' },
        message: { type: 'string' },
        requestId: { type: 'string' },
        details: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
  },
};

function operationOf(contract: ApiContract): object {
  const { operationId, summary, access, success } = contract;
  return {
    operationId,
    summary,
    ...(access.auth === 'user'
      ? {
          security: [{ accessToken: [] }],
          'x-role': access.role,
          // Open to users who still have to set up MFA.
          ...(access.restricted === true ? { 'x-restricted': true } : {}),
        }
      : { security: [] }),
    parameters: [
      ...parametersOf(contract.pathParameters, 'path'),
      ...parametersOf(contract.query, 'query'),
      ...headersOf(contract.headers ?? []),
    ],
    ...requestBodyOf(contract),
    responses: {
      [String(success.status)]: {
        description: success.description,
        ...(success.status === 204 || success.status === 302
          ? {}
          : {
              content: {
                [success.produces ?? 'application/json']: { schema: schemaOf(success.schema, 'output') },
                ...alternativeOf(contract),
              },
            }),
      },
      '4XX': ERROR,
      '5XX': ERROR,
    },
    'x-error-codes': [...commonErrors(contract), ...contract.errors].filter(isFirst),
  };
}

function alternativeOf({ success: { alternative } }: ApiContract): object {
  if (alternative === undefined) return {};
  return { [alternative.mediaType]: { schema: { type: 'string', description: alternative.description } } };
}

function requestBodyOf({ body, consumes }: ApiContract): object {
  if (body === undefined) return {};
  const required = !body.safeParse(undefined).success;
  if (consumes === undefined) return { requestBody: { required, content: json(schemaOf(body, 'input')) } };
  const schema = { type: 'string', maxLength: consumes.maxBytes };
  const content = Object.fromEntries(consumes.mediaTypes.map((mediaType) => [mediaType, { schema }]));
  return { requestBody: { required, content } };
}

function commonErrors({ access, body, consumes, success }: ApiContract): string[] {
  return [
    ...(access.auth === 'none' ? [] : ['SIGN_IN_REQUIRED', 'SIGNED_OUT', 'SIGN_IN_UNAVAILABLE']),
    ...(access.auth === 'none' || access.restricted === true ? [] : ['MFA_REQUIRED']),
    ...(access.auth === 'user' && access.role === 'admin' ? ['ADMIN_REQUIRED'] : []),
    'INVALID_REQUEST',
    ...(body === undefined || consumes !== undefined ? [] : ['MALFORMED_JSON']),
    ...(body === undefined ? [] : ['UNSUPPORTED_MEDIA_TYPE']),
    ...(success.alternative === undefined ? [] : ['NOT_ACCEPTABLE']),
    'PAYLOAD_TOO_LARGE',
    'INTERNAL_ERROR',
  ];
}

function parametersOf(schema: z.ZodObject, place: 'path' | 'query'): object[] {
  return Object.entries(schema.shape).map(([name, member]) => {
    const type = z.instanceof(z.ZodType).parse(member);
    return {
      name,
      in: place,
      required: place === 'path' || !type.safeParse(undefined).success,
      // A coerced number's input could be anything; what it means is its output.
      schema: place === 'path' ? { type: 'string' } : schemaOf(type, 'output'),
    };
  });
}

function headersOf(names: readonly string[]): object[] {
  return names
    .filter((name) => name !== 'authorization')
    .map((name) => ({ name, in: 'header', required: false, schema: { type: 'string' } }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const members = Object.entries(z.toJSONSchema(schema, { io, target: 'draft-2020-12' }));
  return Object.fromEntries(members.filter(([name]) => name !== '$schema'));
}

function json(schema: object) {
  return { 'application/json': { schema } };
}

function isFirst(value: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(value) === index;
}

function byPathAndMethod(left: ApiContract, right: ApiContract): number {
  return `${left.path} ${left.method}` < `${right.path} ${right.method}` ? -1 : 1;
}
