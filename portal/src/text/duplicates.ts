/** Words of the possible duplicates in Manage clients. */
export const duplicatesText = {
  title: 'Possible duplicates',
  lead: 'Clients from Xero Practice Manager that look like one you already had. A sync links only those with the same name and e-mail address, which can be undone; everything else waits for you.',
  filter: 'Show',
  statuses: { open: 'To decide', linked: 'Linked', 'kept-apart': 'Kept apart' },
  empty: {
    open: 'Nothing to decide. Syncs look for possible duplicates by themselves.',
    linked: 'No clients have been linked.',
    'kept-apart': 'No clients have been kept apart.',
  },

  reasons: {
    name: 'Same name',
    email: 'Same e-mail address',
    'name-and-email': 'Same name and e-mail address',
  },
  kinds: {
    'added-here': 'Added in the portal',
    'new-id-in-xpm': 'Synced before, under another id in Xero Practice Manager',
  },
  incoming: 'From Xero Practice Manager',
  noEmail: 'No e-mail address',
  archived: 'Archived',
  prospect: 'Prospect',
  found: 'Found',
  inPractice: 'Open in Xero Practice Manager',
  inPracticeOf: (name: string) => `Open in Xero Practice Manager: ${name} (new tab)`,
  pairOf: (one: string, other: string) => `${one} and ${other}`,

  link: 'Link',
  keepApart: 'Keep apart',
  undo: 'Undo',
  linkWords:
    'Link: both become one client, kept up to date from Xero Practice Manager; the one you had keeps its place in the portal.',
  keepApartWords: 'Keep apart: they stay two clients, and you are not asked again.',
  linkedBy: (name: string | undefined) => (name === undefined ? 'Linked by a sync' : `Linked by ${name}`),
  keptApartBy: (name: string | undefined) => (name === undefined ? 'Kept apart' : `Kept apart by ${name}`),

  /** By what the pair is now. */
  done: { linked: 'Linked.', 'kept-apart': 'Kept apart.', open: 'Undone. It is to be decided again.' },
} as const;
