import type { RequestListener } from 'node:http';
import type { Assembly, Resource } from './assembly/assembly.ts';
import { readAssembly } from './assembly/assembly.ts';
import { awsFront } from './aws/front.ts';
import { AwsError } from './aws/service.ts';
import type { InvokeFunction } from './aws/service.ts';
import type { Redirects } from './functions/redirect.ts';
import { functionNotFound } from './functions/lambda.ts';
import { listen } from './http-api/listen.ts';
import { httpApi } from './http-api/server.ts';
import { Needs } from './iam/needs.ts';
import { readSite } from './portal/distribution.ts';
import { portalSite } from './portal/server.ts';
import { createServices, defineResources } from './services.ts';
import type { Services } from './services.ts';
import { lockState } from './state-lock.ts';

export interface Urls {
  readonly portalUrl: string;
  readonly awsUrl: string;
}

export interface PlatformOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** Values of the templates' parameters; a function where they depend on the ports. */
  readonly parameters?: Readonly<Record<string, string>> | ((urls: Urls) => Readonly<Record<string, string>>);
  readonly stateDir: string;
  /** The caller holds the state folder's lock already (`lockState`). */
  readonly locked?: boolean;
  /** 0 takes a free port. */
  readonly ports: { readonly portal: number; readonly aws: number };
  /** Hosts that functions ask, answered elsewhere; the user pools' host is added. */
  readonly redirects?: Redirects;
  /** Heap in MB by function name or logical id, instead of what MemorySize says. */
  readonly heapMb?: Readonly<Record<string, number>>;
  readonly now?: () => number;
  /** Answers requests outside /api where the app has no site of its own. */
  readonly fallback?: RequestListener;
  readonly rewriteBody?: (text: string) => string;
  /** Pages beside the AWS services, by path. */
  readonly pages?: (platform: Platform) => Readonly<Record<string, RequestListener>>;
}

export interface Platform extends Urls, Services {
  readonly region: string;
  readonly account: string;
  readonly resources: readonly Resource[];
  /** By stack name, then by output key. */
  readonly outputs: Assembly['outputs'];
  /** The resources of a type whose logical id begins so. */
  find(type: string, logicalIdPrefix?: string): Resource[];
  readonly invoke: InvokeFunction;
  /** Calls a JSON service, e.g. `AWSStepFunctions.StartExecution`. */
  call(target: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Fires a schedule now, as if its time had come. */
  runNow(scheduleName: string): Promise<void>;
  close(): Promise<void>;
}

/** Runs a synthesized app on this machine until `close` is called; throws if any part of it cannot be run. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const closers: (() => void | Promise<void>)[] =
    options.locked === true ? [] : [lockState(options.stateDir)];
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: PlatformOptions,
  closers: (() => void | Promise<void>)[],
  close: () => Promise<void>,
): Promise<Platform> {
  const aws = await open(options.ports.aws, closers);
  const portal = await open(options.ports.portal, closers);
  const urls = {
    portalUrl: `http://localhost:${String(portal.port)}`,
    awsUrl: `http://localhost:${String(aws.port)}`,
  };
  const { parameters = {}, now = Date.now } = options;
  const assembly = readAssembly(
    options.assembly,
    typeof parameters === 'function' ? parameters(urls) : parameters,
  );
  const { region, account } = assembly;
  const awsLoopback = `http://127.0.0.1:${String(aws.port)}`; // a function need not look up a name first

  const cognitoHost = `cognito-idp.${region}.amazonaws.com`;
  const site = readSite(assembly);

  const services = await createServices({
    assembly,
    stateDir: options.stateDir,
    awsUrl: awsLoopback,
    redirects: { [cognitoHost]: awsLoopback, ...options.redirects },
    heapMb: options.heapMb,
    now,
    closers,
  });
  const { dynamodb, stepFunctions, cognito, secrets, lambda, later } = services;
  const jsonServices = [dynamodb, stepFunctions, cognito, secrets];
  const invoke: InvokeFunction = (functionArn, event) => lambda.invoke(functionArn, event);
  const api = await defineResources(assembly, services);

  const platform: Platform = {
    ...urls,
    ...services,
    region,
    account,
    resources: assembly.resources,
    outputs: assembly.outputs,
    find: (type, prefix = '') =>
      assembly.ofType(type).filter(({ logicalId }) => logicalId.startsWith(prefix)),
    invoke,
    call: (target, input) => {
      const [name = '', operation = ''] = target.split('.');
      const service = jsonServices.find((each) => each.target === name);
      if (service !== undefined) return service.call(operation, input);
      throw new AwsError(
        'UnknownOperationException',
        `The service ${name} is not part of the local platform`,
      );
    },
    runNow: (scheduleName) => services.scheduler.runNow(scheduleName),
    close,
  };
  const needs = new Needs(assembly);
  aws.handler = awsFront({
    services: jsonServices,
    ses: services.ses,
    invoke,
    authorize: (functionName, service, operation, input) => {
      services.permissions.assertFunction(functionName, needs.of(service, operation, input));
    },
    invokeLater: (functionArn, event) => {
      if (!lambda.has(functionArn)) throw functionNotFound(functionArn);
      later.send(functionArn, event);
    },
    jwks: (userPoolId) => cognito.jwks(userPoolId),
    browserOrigin: urls.portalUrl,
    pages: options.pages?.(platform),
  });
  portal.handler = httpApi({
    ...api,
    account,
    invoke,
    jwksOf: (issuer) => cognito.jwks(issuer.slice(issuer.lastIndexOf('/') + 1)),
    now,
    rewriteBody: options.rewriteBody,
    fallback:
      site === undefined
        ? options.fallback
        : portalSite({ site, cognito: { host: cognitoHost, url: urls.awsUrl } }),
  });
  later.resume();
  stepFunctions.resume();
  services.scheduler.start();
  return platform;
}

/** Takes a port at once, since parameters name it, and answers 503 until there is a handler. */
async function open(
  port: number,
  closers: (() => void | Promise<void>)[],
): Promise<{ port: number; handler: RequestListener }> {
  const opened = {
    port,
    handler: ((_, response) => response.writeHead(503, { 'retry-after': '1' }).end()) as RequestListener,
  };
  const listener = await listen((request, response) => opened.handler(request, response), port);
  closers.push(() => listener.close());
  opened.port = listener.port;
  return opened;
}
