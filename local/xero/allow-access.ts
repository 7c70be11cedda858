/** Goes through the stand-in's pages as a person with a browser would; answers where Xero sends the browser back to. */
export async function allowAccess(
  authorizeUrl: string,
  options: { email: string; practice?: string; cancel?: boolean },
): Promise<string> {
  const login = await textOf(await fetch(authorizeUrl));
  const request = field(login, 'request');
  const consent = await textOf(
    await submit(new URL('/identity/login', authorizeUrl), {
      request,
      email: options.email,
      password: 'demo',
    }),
  );
  const offered = [...consent.matchAll(/<option value="([^"]+)">([^<]*)</g)].map(
    ([, tenantId = '', name = '']) => ({ tenantId, name: unescape(name) }),
  );
  const chosen = offered.find(
    ({ name }) =>
      options.practice === undefined ||
      name === options.practice ||
      name === `${options.practice} (organisation)`,
  );
  if (!chosen && options.cancel !== true) throw new Error(`Xero offers ${options.email} no such practice`);
  const answer = await submit(new URL('/identity/consent', authorizeUrl), {
    request,
    ticket: field(consent, 'ticket'),
    tenantId: chosen?.tenantId ?? '',
    action: options.cancel === true ? 'cancel' : 'allow',
  });
  const location = answer.headers.get('location');
  if (answer.status !== 302 || location === null)
    throw new Error(`Xero answered the consent with ${String(answer.status)}`);
  return location;
}

const submit = (url: URL, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

async function textOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.status !== 200)
    throw new Error(
      `Xero shows an error page: ${/role="alert">([^<]*)/.exec(text)?.[1] ?? String(answer.status)}`,
    );
  return text;
}

const field = (page: string, name: string) =>
  unescape(new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '');

const unescape = (text: string) =>
  text.replace(/&#(\d+);/g, (_entity, code: string) => String.fromCharCode(Number(code)));
