import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateStore } from '../../../local/state-store.ts';
import { allowAccess } from '../../../local/xero/allow-access.ts';
import { demoPractice } from '../../../local/xero/demo-practice.ts';
import { startXeroStandIn } from '../../../local/xero/server.ts';

/** The stand-in of Xero as a process of its own, with one practice of so many clients; prints how to call it. */
const NAME = 'Harbour Accounting';
const APP = { clientId: 'bench', clientSecret: 'bench' };
const CALLBACK = 'http://localhost/callback';
const DAY_SECONDS = 86_400;

const standIn = await startXeroStandIn({
  port: 0,
  state: new StateStore(mkdtempSync(join(tmpdir(), 'bench-xero-'))),
  ...APP,
  redirectUris: [CALLBACK],
  practices: [demoPractice({ name: NAME, clients: Number(process.argv[2]), seed: 1 })],
});
standIn.admin.configure({ accessTokenSeconds: DAY_SECONDS });
const consent = new URL('/identity/connect/authorize', standIn.url);
consent.search = new URLSearchParams({
  response_type: 'code',
  client_id: APP.clientId,
  redirect_uri: CALLBACK,
  scope: 'offline_access practicemanager.client.read',
  state: 'state',
}).toString();
const sentTo = await allowAccess(consent.href, { email: 'both@xero.example', practice: NAME });
const answer = await fetch(new URL('/connect/token', standIn.url), {
  method: 'POST',
  headers: {
    authorization: `Basic ${Buffer.from(`${APP.clientId}:${APP.clientSecret}`).toString('base64')}`,
  },
  body: new URLSearchParams({
    grant_type: 'authorization_code',
    code: new URL(sentTo).searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
  }),
});
const { access_token: token } = (await answer.json()) as { access_token: string };
const [practice] = standIn.admin.practices();
process.stdout.write(
  `${JSON.stringify({ url: standIn.url.replace('localhost', '127.0.0.1'), token, tenant: practice?.tenantId })}\n`,
);
