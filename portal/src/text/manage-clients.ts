/** Words of Manage clients. */
export const manageClientsText = {
  title: 'Manage clients',
  lead: 'Where your clients come from, and what waits for a decision of yours.',
  history: 'See sync history',
  seeLastSync: 'See last sync',

  heldTitle: 'Removals wait for your approval',
  held: 'The last sync found many clients gone from Xero Practice Manager and kept them here to be safe. Everything else is up to date.',
  review: 'Review removals',

  importTitle: 'Import from a CSV file',
  importWords: 'While no practice is connected, clients can be added by hand or imported from a file.',
  importFile: 'Import a file',
  toClients: 'Go to clients',
} as const;
