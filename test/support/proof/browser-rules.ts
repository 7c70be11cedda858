/** What of an answer a browser goes by. */
interface Seen {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** One request as a page of that origin has its browser send it; undefined: no page. OPTIONS are preflights. */
export async function ask(
  url: string,
  method: string,
  origin: string | undefined,
  sent: { headers?: Record<string, string>; body?: string } = {},
): Promise<Seen> {
  const headers = new Headers(sent.headers);
  if (origin !== undefined) headers.set('origin', origin);
  if (method === 'OPTIONS') {
    headers.set('access-control-request-method', 'DELETE');
    headers.set('access-control-request-headers', 'authorization');
  }
  const body = ['GET', 'HEAD', 'OPTIONS'].includes(method) ? undefined : sent.body;
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
}

const YEAR_SECONDS = 31_536_000;
const OF_THE_API = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': `max-age=${String(YEAR_SECONDS)}; includeSubDomains`,
};
export const OF_THE_PORTAL = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': `max-age=${String(2 * YEAR_SECONDS)}; includeSubDomains`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self' https://cognito-idp.REGION.amazonaws.com",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'manifest-src': "'self'",
};

/** What is wrong with an answer of the API's functions, in words. */
export function wrongWithApi(seen: Seen): string[] {
  return [
    ...wrongWithAny(seen),
    ...differences(seen.headers, OF_THE_API),
    ...(seen.status >= 500 ? [`fails with ${String(seen.status)}`] : []),
  ];
}

/** What is wrong with an answer of CloudFront for the portal's files. */
export function wrongWithPortal(seen: Seen): string[] {
  const policy = Object.fromEntries(
    (seen.headers['content-security-policy'] ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ').replace(/cognito-idp\.[\w-]+\./, 'cognito-idp.REGION.')];
    }),
  );
  return [
    ...wrongWithAny(seen),
    ...differences(seen.headers, OF_THE_PORTAL),
    ...differences(policy, POLICY),
    ...Object.keys(policy).flatMap((name) => (name in POLICY ? [] : [`has a policy for ${name}`])),
    ...('set-cookie' in seen.headers ? ['sets a cookie'] : []),
  ];
}

/** The portal is of one origin with its API, so that no answer has any business with another. */
export function wrongWithAny({ headers }: Seen): string[] {
  return Object.keys(headers).flatMap((name) =>
    name.startsWith('access-control-') ? [`answers ${name}`] : [],
  );
}

function differences(found: Record<string, string>, wanted: Record<string, string>): string[] {
  return Object.entries(wanted).flatMap(([name, value]) =>
    found[name] === value ? [] : [`${name} is ${found[name] ?? 'missing'}`],
  );
}

const OWN_TO_EACH = ['date', 'apigw-requestid', 'keep-alive', 'connection'];

/** Whether two equal requests were answered alike. */
export function areAlike(one: Seen, other: Seen): boolean {
  const [first, second] = [one, other].map(({ status, headers, text }) =>
    JSON.stringify([
      status,
      Object.entries(headers).filter(([name]) => !OWN_TO_EACH.includes(name)),
      text.replaceAll(/"requestId":"[^"]+"/g, ''),
    ]),
  );
  return first === second;
}
