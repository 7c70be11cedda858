/** By the notice's kind; one that this page does not know yet has its message alone. */
const titles: Partial<Record<string, string>> = {
  'sync-running': 'Sync running',
  'sync-finished': 'Sync finished',
  'sync-failed': 'Sync failed',
  'removals-held': 'Removals wait for approval',
  'connection-owner-left': 'The connection has lost its owner',
  reconnect: 'Connect again',
};

export const noticesText = {
  region: 'Notices',
  disconnectedTitle: "You've been disconnected from XPM",
  reconnect: 'Reconnect',
  dismiss: (title: string) => `Dismiss: ${title}`,
  dismissNotice: 'Dismiss this notice',
  refreshList: 'Refresh the list',
  refreshed: 'The list of clients was refreshed.',
  progressLabel: 'Progress of the sync',
  titles,
} as const;
