import type { Adapters } from './fault-stories.ts';
import type { Wire } from './wire.ts';

/** The product's own, loaded after the wire was laid. */
export async function adaptersOn(wire: Wire): Promise<Adapters> {
  const { HttpPracticeGateway } = await import('#adapters/xpm/client.ts');
  const { XeroNodeIdentity } = await import('#adapters/xero/identity.ts');
  const app = {
    read: () => Promise.resolve({ clientId: 'client', clientSecret: 'canary-client-secret', pkce: true }),
  };
  const options = { redirectUri: 'https://portal.example/api/oauth/xero/callback', scopes: 'offline_access' };
  return {
    wire,
    identityWith: (clock) => new XeroNodeIdentity(app, options, clock),
    gatewayWith: (clock) => new HttpPracticeGateway(clock),
  };
}
