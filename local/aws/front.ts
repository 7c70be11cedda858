import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import { nameFrom } from '../functions/lambda.ts';
import { FunctionError } from '../functions/protocol.ts';
import { readBody } from '../http-api/body.ts';
import { AwsError } from './service.ts';
import type { InvokeFunction, JsonService } from './service.ts';

export interface FrontOptions {
  readonly services: readonly JsonService[];
  readonly ses: { handle(form: URLSearchParams): { status: number; xml: string } };
  readonly invoke: InvokeFunction;
  /** Throws AccessDeniedException for a call that the owner of this access key may not make. */
  authorize?(accessKeyId: string, service: string, operation: string, input: Record<string, unknown>): void;
  invokeLater(functionArn: string, event: unknown): void;
  jwks(userPoolId: string): JSONWebKeySet | Promise<JSONWebKeySet>;
  /** The portal's origin: the only page that may call from a browser. */
  readonly browserOrigin: string;
  /** Handlers by path, e.g. `/inbox`. */
  readonly pages?: Readonly<Record<string, RequestListener>> | undefined;
}

const BODY_LIMIT_BYTES = 20 * 1024 * 1024;
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** All emulated AWS services behind one port, told apart by what the SDK sends. */
export function awsFront(options: FrontOptions): RequestListener {
  const services = new Map(options.services.map((service) => [service.target, service]));
  return (request, response) => {
    response.setHeader('x-amzn-requestid', randomUUID());
    serve(options, services, request, response).catch((error: unknown) => sendError(response, error));
  };
}

async function serve(
  options: FrontOptions,
  services: ReadonlyMap<string, JsonService>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // a name that only resolves to this machine could make a foreign page read the answers
  if (!LOOPBACK_HOST.test(request.headers.host ?? ''))
    throw new AwsError('AccessDenied', 'Unknown host', 403);
  allowPortal(options.browserOrigin, request, response);
  const url = new URL(`http://localhost${request.url ?? '/'}`);
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  if (request.method === 'GET') {
    await serveGet(options, url.pathname, request, response);
    return;
  }
  const body = (await readBody(request, BODY_LIMIT_BYTES)).toString('utf8');
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? [];
  const target = request.headers['x-amz-target'];
  if (name !== undefined) await invoke(options, decodeURIComponent(name), body, request, response);
  else if (typeof target === 'string') await call(options, services, target, body, request, response);
  else if (new URLSearchParams(body).has('Action'))
    mail(options, new URLSearchParams(body), request, response);
  else
    throw new AwsError(
      'UnknownOperationException',
      `${request.method ?? ''} ${url.pathname} is not supported`,
      404,
    );
}

async function serveGet(
  options: FrontOptions,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const page = options.pages?.[path];
  const [, poolId] = /^\/([\w-]+_\w+)\/\.well-known\/jwks\.json$/.exec(path) ?? [];
  if (page !== undefined) page(request, response);
  else if (poolId !== undefined) sendJson(response, 200, await options.jwks(poolId), 'application/json');
  else throw new AwsError('NotFound', `There is nothing at ${path}`, 404);
}

function mail(
  options: FrontOptions,
  form: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  try {
    authorize(options, request, 'SES', form.get('Action') ?? '', {
      Source: form.get('Source'),
      ConfigurationSetName: form.get('ConfigurationSetName'),
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${error.message}</Message></Error></ErrorResponse>`;
    response.writeHead(403, { 'content-type': 'text/xml' }).end(xml);
    return;
  }
  const { status, xml } = options.ses.handle(form);
  response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
}

function authorize(
  options: FrontOptions,
  request: IncomingMessage,
  service: string,
  operation: string,
  input: Record<string, unknown>,
): void {
  const [, accessKeyId] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  if (accessKeyId !== undefined) options.authorize?.(accessKeyId, service, operation, input);
}

async function call(
  options: FrontOptions,
  services: ReadonlyMap<string, JsonService>,
  target: string,
  body: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [prefix = '', operation = ''] = target.split('.');
  const service = services.get(prefix);
  if (service === undefined) {
    throw new AwsError(
      'UnknownOperationException',
      `The service ${prefix} is not part of the local platform`,
    );
  }
  const input = JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>;
  authorize(options, request, prefix, operation, input);
  const output = await service.call(operation, input);
  sendJson(response, 200, output, request.headers['content-type'] ?? 'application/x-amz-json-1.1');
}

async function invoke(
  options: FrontOptions,
  name: string,
  body: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const event: unknown = body === '' ? {} : JSON.parse(body);
  authorize(options, request, 'Lambda', 'InvokeFunction', { FunctionName: nameFrom(name) });
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    options.invokeLater(name, event);
    response.writeHead(202).end();
    return;
  }
  try {
    sendJson(response, 200, await options.invoke(name, event), 'application/json');
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    response.setHeader('x-amz-function-error', 'Unhandled');
    sendJson(response, 200, error.toPayload(), 'application/json');
  }
}

function allowPortal(origin: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.origin !== origin) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-methods', 'POST, GET');
  response.setHeader(
    'access-control-allow-headers',
    request.headers['access-control-request-headers'] ?? '*',
  );
  response.setHeader('access-control-expose-headers', 'x-amzn-requestid, x-amzn-errortype');
  response.setHeader('access-control-max-age', '600');
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof AwsError) {
    response.setHeader('x-amzn-errortype', error.code);
    const body = { __type: error.code, message: error.message, ...error.details };
    sendJson(response, error.status, body, 'application/x-amz-json-1.1');
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  sendJson(response, 500, { __type: 'InternalServerError', message }, 'application/x-amz-json-1.1');
}

function sendJson(response: ServerResponse, status: number, body: unknown, contentType: string): void {
  response.writeHead(status, { 'content-type': contentType }).end(JSON.stringify(body));
}
