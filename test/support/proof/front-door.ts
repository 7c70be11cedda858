import { generateKeyPair, exportJWK, SignJWT } from 'jose';
import { type Assembly, readAssembly } from '../../../local/assembly/assembly.ts';
import type { CorsRules } from '../../../local/http-api/cors.ts';
import { readHttpApi } from '../../../local/http-api/definition.ts';
import { type Listener, listen } from '../../../local/http-api/listen.ts';
import { httpApi } from '../../../local/http-api/server.ts';
import { readSite } from '../../../local/portal/distribution.ts';
import { portalSite } from '../../../local/portal/server.ts';
import { synthesize } from '../../../local/synth.ts';
import { contracts } from '../../../functions/api/registry.ts';
import { lambdaContext } from '../lambda-context.ts';
import { ENTRIES, type Folder } from './api-entries.ts';
import { ApiWorld } from './api-world.ts';
import { FIRMS, userIdOf } from './firm-data.ts';

/** Where the portal of the world in memory lives (`ApiPorts.portalUrl`). */
export const OWN_ORIGIN = 'https://portal.example';

export interface FrontDoor extends Listener {
  /** Of an admin with MFA, good for every request. */
  token: string;
  /** Everything that was stored is as at the beginning. */
  renew: () => Promise<void>;
}

let app: Promise<Assembly> | undefined;
async function deployedApp(): Promise<Assembly> {
  const parameters = { PortalOrigin: OWN_ORIGIN, MailFrom: 'portal@example.com' };
  app ??= synthesize().then((folder) => readAssembly(folder, parameters));
  return app;
}

/** API Gateway with the routes, the authorizer and the CORS rules as deployed, and the real handlers in memory behind it. */
export async function apiDoor(cors?: CorsRules): Promise<FrontDoor> {
  const api = readHttpApi(await deployedApp(), (_resource, read) => [read()]);
  if (api === undefined) throw new Error('The template has no API');
  const { token, jwks } = await tokenFor(api.routes.match('GET', '/api/me')?.route.authorizer);
  const folders = new Map(
    (Object.keys(contracts) as Folder[]).map((folder) => [
      `${contracts[folder].method} /api${contracts[folder].path}`,
      folder,
    ]),
  );
  let world = await ApiWorld.of();
  const listener = await listen(
    httpApi({
      ...api,
      ...(cors === undefined ? {} : { cors }),
      account: '000000000000',
      now: Date.now,
      jwksOf: () => jwks,
      invoke: (_functionArn, event) => {
        const { routeKey } = event as { routeKey: string };
        const folder = folders.get(routeKey);
        if (folder === undefined) throw new Error(`${routeKey} has no contract`);
        return ENTRIES[folder](world.ports)(event, lambdaContext());
      },
    }),
    0,
  );
  return {
    ...listener,
    token,
    renew: async () => {
      world = await ApiWorld.of();
      const claims = { userId: userIdOf('a', 'admin'), firmId: FIRMS.a.firmId, mfa: true };
      world.ports.tokens.verify = () => Promise.resolve(claims);
    },
  };
}

async function tokenFor(authorizer: { issuer: string; audience: readonly string[] } | undefined) {
  if (authorizer === undefined) throw new Error('The API checks no tokens');
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const token = await new SignJWT({ client_id: authorizer.audience[0] })
    .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
    .setIssuer(authorizer.issuer)
    .setExpirationTime('1h')
    .sign(privateKey);
  return { token, jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256' }] } };
}

/** CloudFront with the portal's files and headers as deployed; `files` are their keys, the smallest last. */
export async function portalDoor(): Promise<Listener & { files: string[] }> {
  const site = readSite(await deployedApp());
  if (site === undefined) throw new Error('The template has no portal');
  // Nothing is rewritten for the run on one machine: the headers are those of a deployment.
  const cognito = { host: 'nowhere.invalid', url: 'https://nowhere.invalid' };
  const listener = await listen(portalSite({ site, cognito }), 0);
  const bySize = [...site.files].sort(([, a], [, b]) => b.body.length - a.body.length);
  return { ...listener, files: bySize.map(([key]) => key) };
}
