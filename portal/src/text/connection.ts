import type { ConnectOutcome } from '../../../functions/domain/connection/connect-outcome.ts';

/** Words of connecting, disconnecting and what is between, on every page that shows the connection. */

const PRODUCT = 'Xero Practice Manager';

export const connectionText = {
  product: PRODUCT,
  xeroSync: 'Xero Sync',
  connect: 'Connect',
  reconnect: 'Reconnect',
  disconnect: 'Disconnect from Xero',
  syncNow: 'Sync now',

  badges: {
    never: 'Not connected',
    disconnected: 'Not connected',
    broken: 'Needs reconnecting',
    connected: 'Connected',
    syncing: 'Syncing',
  },

  facts: {
    practice: 'Practice',
    unnamedPractice: 'Xero gives no name for it',
    connectedBy: 'Connected by',
    connectedAt: 'Connected since',
    lastSync: 'Last sync',
    nextSync: 'Next sync',
    noneYet: 'None yet',
    quota: 'Requests left today',
    quotaHelp: 'All apps connected to the practice share them.',
    lastPractice: 'Last practice',
  },

  mfaTitle: 'Turn on multi-factor authentication first',
  mfa: `You must turn on multi-factor authentication to sync clients from ${PRODUCT}. It takes a minute and an authenticator app on your phone.`,
  connectFirst: 'Connect first, set it up afterwards',
  mfaAfterwards:
    'As soon as the practice is connected you are asked to set up multi-factor authentication, and can use nothing else in the portal until you have.',

  redirectTitle: 'Connect your practice',
  redirect: `You will be redirected to Xero. Sign in, choose your practice and select Allow access; you come straight back here.`,
  whatHappens:
    'All clients and contacts that are not archived are then copied into the portal. They can only be viewed here; nothing is ever written to Xero.',
  reconnectTitle: 'Reconnect your practice',

  restrictedTitle: (count: number) =>
    count === 1
      ? '1 person has no multi-factor authentication'
      : `${String(count)} people have no multi-factor authentication`,
  restricted:
    'Once connected, everybody needs it. They get an e-mail now and cannot use the portal until it is set up:',
  andMore: (count: number) => `and ${String(count)} more`,
  toUsers: 'See them in Manage users',

  otherPractice: 'Connect a different practice than before',
  otherPracticeHelp:
    'Clients that only the earlier practice has are archived in the portal; if they are many, an admin approves that first.',

  noAccountsTitle: 'Xero offers no practice to choose?',
  noAccounts:
    'Then your own staff record in the practice lacks a permission. Somebody who manages staff there can give it to you:',
  noAccountsSteps: [
    `In ${PRODUCT}, open Settings, then Staff, and choose your name.`,
    'Under Permissions, Advanced, tick “Connect third-party add-ons”. It was called “Authorise 3rd Party Full Access” before.',
    'Save, come back here and connect again.',
  ],

  disconnectTitle: `Disconnect from ${PRODUCT}?`,
  disconnectWords: [
    'Syncing stops at once, also a sync that is running.',
    'All clients stay in the portal and can be edited, added and imported here again.',
    'Nobody has to use multi-factor authentication any longer.',
    'If you reconnect the same practice, its clients are synced and view-only again, and edits made meanwhile are overwritten.',
  ],
  disconnected: 'Disconnected. Your clients stay in the portal.',
  cleanupPending: 'Disconnected. Xero could not be told yet; that is tried again by itself.',

  disconnectedWhy: {
    'disconnected-here': (by: string | undefined) => `Disconnected by ${by ?? 'an admin'}`,
    'disconnected-in-xero': () => 'Disconnected inside Xero',
    unexpected: () => 'Disconnected unexpectedly',
  },
  disconnectedHelp: {
    'disconnected-here': 'Clients can be edited in the portal. Connect again to go on syncing.',
    'disconnected-in-xero':
      'Somebody removed the connection in Xero. Clients can be edited in the portal until it is connected again.',
    unexpected:
      'Xero no longer accepts the connection, for example because a permission was removed. Your clients stay as they are until you reconnect.',
  },
  neverHelp: `Connect ${PRODUCT} once, and its clients and contacts are kept up to date here, twice a day and whenever you ask.`,

  health: {
    title: 'The connection needs a look',
    ownerLeft: (name: string) =>
      `${name}, who connected the practice, no longer uses the portal. The connection ends when their access to Xero does: disconnect, and let somebody connect who stays.`,
    ownerLeftUnnamed:
      'Whoever connected the practice no longer uses the portal. The connection ends when their access to Xero does: disconnect, and let somebody connect who stays.',
    grantExpires:
      'Nothing has synced for a long time, and Xero ends unused connections. A sync keeps it alive.',
    grantExpiresOn: 'It ends on',
  },

  syncStarted: 'Sync started.',
  syncRunning: 'A sync is running already.',
  syncIsRunning: 'Clients are syncing now.',
  seeProgress: 'See progress',
  fullSyncLabel: 'Compare every client',
  fullSyncHelp: 'Slower. Use it when something seems to be missing.',
} as const;

interface OutcomeWords {
  tone: 'success' | 'info' | 'warning' | 'error';
  title: string;
  words: string;
}

/** How an attempt to connect ended, by the code that the callback puts into the address, and what to do about it. */
export const outcomeText: Readonly<Record<ConnectOutcome, OutcomeWords>> = {
  connected: {
    tone: 'success',
    title: 'Connected',
    words: 'The first sync has begun. You get an e-mail when it is done; you can leave this page meanwhile.',
  },
  cancelled: {
    tone: 'info',
    title: 'Not connected',
    words: 'Access was not allowed at Xero, so nothing was changed. You can connect at any time.',
  },
  expired: {
    tone: 'warning',
    title: 'That took too long',
    words: 'The way to Xero and back is open for 10 minutes and can be used once. Please connect again.',
  },
  refused: {
    tone: 'error',
    title: 'Xero did not agree',
    words: 'Xero ended the attempt to connect. Try again; if it stays, contact support.',
  },
  'wrong-browser': {
    tone: 'warning',
    title: 'Started in another browser',
    words: 'Connecting has to end in the browser in which it was started. Please connect again from here.',
  },
  'not-admin': {
    tone: 'error',
    title: 'Only admins can connect',
    words: 'Whoever started this is no active admin of the firm any more. Another admin can connect.',
  },
  'already-connected': {
    tone: 'info',
    title: 'Already connected',
    words: 'Somebody else connected a practice meanwhile. To change it, disconnect first.',
  },
  'no-practice': {
    tone: 'warning',
    title: 'Xero offered no practice',
    words: 'Xero let you in but gave access to no practice.',
  },
  'not-a-practice': {
    tone: 'warning',
    title: 'That is not a practice',
    words: `The portal connects only to ${PRODUCT}. At Xero, choose your practice instead of an organisation.`,
  },
  'several-practices': {
    tone: 'warning',
    title: 'More than one practice',
    words: 'Access was allowed to several practices, and a firm has one. Connect again and choose just one.',
  },
  'practice-taken': {
    tone: 'error',
    title: 'Connected to another firm',
    words:
      'This practice is connected to another firm of the portal. It has to be disconnected there before you can connect it here.',
  },
  'different-practice': {
    tone: 'warning',
    title: 'A different practice than before',
    words:
      'The clients in the portal came from another practice, so nothing was connected. If you mean to change the practice, say so when you connect again.',
  },
  'xero-unavailable': {
    tone: 'error',
    title: 'Xero did not answer',
    words: 'Try again in a few minutes. If it lasts, see status.xero.com.',
  },
  failed: {
    tone: 'error',
    title: 'Not connected',
    words: 'Something went wrong on our side. Try again; if it stays, contact support.',
  },
};
