/** Words of a single sync's page. */
export const syncText = {
  title: (when: string) => `Sync of ${when}`,
  untitled: 'Sync',
  back: 'Sync history',
  gone: 'There is no such sync',
  goneWords: 'The address may be mistyped, or the sync belongs to another firm.',

  progress: {
    title: 'Progress',
    queued: 'Waiting to start.',
    reading: 'Reading the client list from Xero Practice Manager.',
    nothing: 'No changes found; finishing.',
    writing: (written: string, all: string) => `${written} of ${all} changed clients written.`,
    waiting:
      'Xero asked us to wait, because the practice’s limit of requests is used up for now. The sync goes on by itself.',
    stay: 'You can leave this page; the sync goes on, and an e-mail says how it ended.',
  },

  outcomes: {
    succeeded: { title: 'Your clients are up to date', words: (changes: string) => `${changes}.` },
    partial: {
      title: 'Up to date, except for some records',
      words: (changes: string) =>
        `${changes}. Correct the records below in Xero Practice Manager; the next sync picks them up.`,
    },
    held: {
      title: 'Removals wait for approval',
      words: (changes: string) =>
        `${changes}. Many clients are gone from Xero Practice Manager at once, so they were kept here to be safe.`,
    },
    failed: {
      title: 'The sync did not finish',
      words: () => 'Clients that were synced before stay as they are.',
    },
    interrupted: {
      title: 'The sync was interrupted',
      words: () => 'Clients that were synced before stay as they are; the next sync goes on.',
    },
  },
  nothingChanged: 'Nothing changed',
  whatToDo: 'What to do:',

  counts: {
    title: 'Clients',
    seen: 'Looked at',
    added: 'Added',
    updated: 'Updated',
    restored: 'Restored',
    unchanged: 'Unchanged',
    archived: 'Archived',
    skipped: 'Skipped',
    held: 'Held',
  },

  facts: {
    title: 'Details',
    startedBy: 'Started by',
    mode: 'Kind',
    modes: { full: 'All clients compared', delta: 'Changes since the last sync' },
    started: 'Started',
    finished: 'Finished',
    duration: 'Duration',
    requests: 'Xero requests',
    dayRemaining: 'Requests left that day',
    missed: 'Found only by comparing all',
    id: 'Sync id',
  },

  gaps: {
    title: 'Clients with gaps',
    lead: 'They are synced, and are completed in Xero Practice Manager.',
    withoutPrimaryContact: (count: number) =>
      count === 1
        ? '1 client has no primary contact'
        : `${count.toLocaleString('en')} clients have no primary contact`,
    withoutEmail: (count: number) =>
      count === 1
        ? '1 client has no e-mail address'
        : `${count.toLocaleString('en')} clients have no e-mail address`,
  },

  removals: {
    title: 'Approve the removals?',
    words: (count: number) =>
      count === 1
        ? 'One client is gone from Xero Practice Manager. Once approved, it is archived in the portal; nothing is erased, and it comes back if it reappears there.'
        : `${count.toLocaleString('en')} clients are gone from Xero Practice Manager. Once approved, they are archived in the portal; nothing is erased, and whoever reappears there comes back.`,
    check:
      'If this is a surprise, look in Xero Practice Manager first: were they archived or deleted by mistake?',
    approve: (count: number) =>
      count === 1 ? 'Approve 1 removal' : `Approve ${count.toLocaleString('en')} removals`,
    confirmTitle: (count: number) =>
      count === 1 ? 'Archive 1 client?' : `Archive ${count.toLocaleString('en')} clients?`,
    confirm:
      'A full sync starts now and looks once more. It archives whom Xero Practice Manager still does not list; if meanwhile more are missing, all are held again.',
    confirmLabel: (count: number) =>
      count === 1 ? 'Archive 1 client' : `Archive ${count.toLocaleString('en')} clients`,
    adminsOnly: 'An admin of your firm can approve the removals.',
    passed: 'A later sync has looked again, so these removals can no longer be approved here.',
    notConnected:
      'The firm is not connected at the moment. Removals can be approved after it is connected again.',
    toLastSync: 'See the last sync',
  },

  issues: {
    held: 'Clients that would be archived',
    others: 'Records that need a look',
    othersLead: 'They are corrected in Xero Practice Manager.',
    client: 'Client',
    reason: 'Reason',
    link: 'In Xero Practice Manager',
    open: 'Open',
    openFor: (name: string) => `Open ${name} in Xero Practice Manager (new tab)`,
    unnamed: 'Record without a name',
    download: 'Download CSV',
    csvName: (syncId: string) => `sync-${syncId}.csv`,
  },
} as const;
