import { Amplify } from 'aws-amplify';

/** `/config.json`, which a deployment puts beside the portal. */
interface PortalConfig {
  userPoolId: string;
  userPoolClientId: string;
  /** Absent: AWS's own address of the pool's region. */
  userPoolEndpoint?: string;
}

/** Where to sign in; read once before anything is shown. */
export async function loadConfig(): Promise<void> {
  const response = await fetch('/config.json', { cache: 'no-cache', signal: AbortSignal.timeout(15_000) });
  const config: unknown = await response.json();
  if (!response.ok || !isConfig(config)) throw new Error('The portal’s configuration cannot be read.');
  const { userPoolId, userPoolClientId, userPoolEndpoint } = config;
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId,
        userPoolClientId,
        ...(userPoolEndpoint === undefined ? {} : { userPoolEndpoint }),
      },
    },
  });
}

function isConfig(value: unknown): value is PortalConfig {
  return (
    value instanceof Object &&
    'userPoolId' in value &&
    typeof value.userPoolId === 'string' &&
    'userPoolClientId' in value &&
    typeof value.userPoolClientId === 'string' &&
    (!('userPoolEndpoint' in value) || typeof value.userPoolEndpoint === 'string')
  );
}
