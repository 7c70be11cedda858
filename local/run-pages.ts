import type { RequestListener } from 'node:http';
import type { Demo } from './demo/demo-file.ts';
import { authenticatorPage } from './pages/authenticator.ts';
import { inboxPage, messagesJson } from './pages/inbox.ts';
import { landingPage } from './pages/landing.ts';
import type { Platform } from './platform.ts';

/** The pages beside the AWS services, by path. */
export function handlePages(
  platform: Platform,
  demo: () => Demo | undefined,
): Record<string, RequestListener> {
  return {
    '/': (_request, response) => {
      const ready = demo();
      if (ready === undefined) {
        response.writeHead(503, { 'retry-after': '1' }).end('The local run is still starting.');
        return;
      }
      response.setHeader('content-type', 'text/html; charset=utf-8').end(landingPage(ready));
    },
    '/inbox': (request, response) => {
      const selected = new URL(request.url ?? '/', platform.awsUrl).searchParams.get('id');
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(inboxPage(platform.ses.messages(), selected));
    },
    '/inbox/messages': (_request, response) => {
      response
        .setHeader('content-type', 'application/json; charset=utf-8')
        .end(messagesJson(platform.ses.messages()));
    },
    '/authenticator': (_request, response) => {
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(authenticatorPage(codes(platform, demo())));
    },
  };
}

/** Also of users who enrolled later, or are just doing so. */
function codes(platform: Platform, demo: Demo | undefined) {
  if (demo === undefined) return [];
  return demo.firms.flatMap((firm) =>
    firm.users.map(({ email, role }) => ({
      firm: firm.name,
      email,
      role,
      app: platform.cognito.authenticatorOf(demo.signIn.userPoolId, email),
    })),
  );
}
