import type { UserRow } from '../api/types.ts';

const roles: Record<UserRow['role'], string> = { admin: 'Admin', member: 'Member' };

const mailProblems: Record<NonNullable<UserRow['mailProblem']>['kind'], string> = {
  bounce: 'E-mails cannot be delivered to this address, since',
  complaint: 'Our e-mails were reported as spam, so we send no more, since',
};

export const usersText = {
  title: 'Manage users',
  lead: 'Who of your firm may use the portal.',
  invite: 'Invite a user',
  seats: (used: number, total: number) => `${String(used)} of ${String(total)} seats used`,
  seatsWithoutTotal: (used: number) => (used === 1 ? '1 seat used' : `${String(used)} seats used`),
  seatsTaken: 'All seats are taken. Deactivate or remove somebody, or ask us for more seats.',
  oneAdmin: 'Your firm has one admin. Make somebody else an admin too, so that one of you is always there.',
  search: 'Search by name or e-mail',
  found: (count: number) => (count === 1 ? '1 user' : `${String(count)} users`),
  noneTitle: 'Nobody was found',
  none: (search: string) => `No name or e-mail contains “${search}”.`,
  clearSearch: 'Clear the search',
  tableLabel: 'Users of your firm',
  name: 'Name',
  email: 'E-mail',
  role: 'Role',
  roles,
  mailProblems,
  mfa: 'MFA',
  mfaOn: 'On',
  mfaOff: 'Off',
  mfaUnknown: 'Unknown',
  lastSignIn: 'Last sign-in',
  never: 'Not yet',
  status: 'Status',
  active: 'Active',
  inactive: 'Inactive',
  invited: 'Invited',
  you: 'You',
  actions: 'Actions',
  actionsFor: (name: string) => `Actions for ${name}`,

  edit: 'Edit',
  editTitle: (name: string) => `Edit ${name}`,
  saved: 'The user was changed.',
  nameMissing: 'Type in a name.',
  emailWrong: 'Type in an e-mail address, such as ada@example.com.',
  roleHints: {
    admin: 'Manages users, the connection and all settings',
    member: 'Works with clients',
  } satisfies Record<UserRow['role'], string>,
  ownRole:
    'You are giving up your own admin rights. Only another admin can give them back, and the admin pages close for you at once.',
  giveUp: 'Give up admin rights',

  inviteTitle: 'Invite a user',
  inviteLead: 'They get an e-mail with a temporary password, which is valid for seven days.',
  sendInvitation: 'Send the invitation',
  invitationSent: (email: string) => `The invitation to ${email} is on its way.`,
  emailTaken: 'This e-mail address is already allocated to a user.',

  resend: 'Send the invitation again',
  resent: (email: string) =>
    `A new invitation to ${email} is on its way. The password of the one before is void.`,
  remind: 'Remind of MFA',
  reminded: (email: string) => `A reminder to ${email} is on its way.`,

  resetMfa: 'Reset MFA',
  resetTitle: (name: string) => `Reset MFA of ${name}?`,
  resetWords:
    'For a lost device. They are signed out everywhere and sign in with their password alone, until they set MFA up again. Make sure that it is really them who asked.',
  mfaWasReset: (name: string) => `MFA of ${name} was reset.`,

  deactivate: 'Deactivate',
  deactivateTitle: (name: string) => `Deactivate ${name}?`,
  deactivateWords:
    'They are signed out at once and cannot sign in until an admin activates them again. Their seat becomes free.',
  deactivateOwnTitle: 'Deactivate yourself?',
  deactivateOwnWords: 'You are signed out at once. Only another admin can let you back in.',
  deactivated: (name: string) => `${name} is inactive.`,
  activate: 'Activate',
  activateTitle: (name: string) => `Activate ${name}?`,
  activateWords: 'They can sign in again and take a seat.',
  activated: (name: string) => `${name} is active.`,

  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeWords:
    'They are signed out at once and lose their account. What they did stays in the audit log. To let them back in, invite them anew.',
  removeOwnTitle: 'Remove yourself?',
  removeOwnWords: 'You are signed out at once and lose your account. Only another admin can invite you anew.',
  removed: (name: string) => `${name} was removed.`,
} as const;
