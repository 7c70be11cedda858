/** Words of Integrations. */
export const integrationsText = {
  title: 'Integrations',
  lead: 'Services that the portal is connected to.',
  connectModal: 'Connect Xero Practice Manager',
  manage: 'Manage clients',
  history: 'Sync history',
} as const;
