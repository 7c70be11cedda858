import type { Choice } from './accounts.ts';
import { escapeHtml } from './http.ts';
import type { User } from './model.ts';

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>
body{font:16px/1.5 system-ui,sans-serif;color:#1c2a39;background:#eef2f5;margin:0}
main{max-width:30rem;margin:3rem auto;background:#fff;padding:2rem;border-radius:6px;box-shadow:0 1px 4px #0003}
main.wide{max-width:76rem}h1{font-size:1.35rem}h2{font-size:1.1rem;margin-top:2rem}label{display:block;margin:.8rem 0 .2rem}
input,select,button,textarea{font:inherit;padding:.4rem .6rem;max-width:100%;box-sizing:border-box}
form.field input,form.field select{width:100%}button{cursor:pointer}button.main{background:#0b5cad;color:#fff;border:0;border-radius:4px}
table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #dde3e8;vertical-align:top}
td form,p form{display:inline}.hint{color:#56657a;font-size:.9rem}.error{color:#a11}.user{display:block;width:100%;text-align:left;margin:.3rem 0}
</style></head><body>${body}</body></html>`;
}

const hidden = (name: string, value: string) =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

/** `request` is the query of the authorize request: the forms carry it, so that nothing need be remembered. */
export function loginPage(request: string, users: User[], problem?: string): string {
  const demoUsers = users
    .map(
      (user) =>
        `<button class="user" name="email" value="${escapeHtml(user.email)}">${escapeHtml(`${user.email} (${user.name})`)}</button>`,
    )
    .join('');
  return page(
    'Log in',
    `<main><h1>Log in</h1><p class="hint">This is a stand-in for Xero on your own machine: nothing leaves it.</p>
${problem === undefined ? '' : `<p class="error" role="alert">${escapeHtml(problem)}</p>`}
<form class="field" method="post" action="/identity/login">${hidden('request', request)}
<label for="email">Email address</label><input id="email" name="email" type="email" required autocomplete="off">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="off">
<p><button class="main">Log in</button></p></form>
<h2>Or as one of these (any password is right)</h2>
<form method="post" action="/identity/login">${hidden('request', request)}${hidden('password', 'demo')}${demoUsers}</form></main>`,
  );
}

export interface Consent {
  request: string;
  ticket: string;
  app: string;
  user: User;
  choices: Choice[];
  scopes: string[];
}

export function consentPage({ request, ticket, app, user, choices, scopes }: Consent): string {
  const form = (content: string) =>
    `<form class="field" method="post" action="/identity/consent">${hidden('request', request)}${hidden('ticket', ticket)}${content}</form>`;
  const cancel = '<button name="action" value="cancel" formnovalidate>Cancel</button>';
  if (choices.length === 0) {
    return page(
      'No practices',
      `<main><h1>${escapeHtml(app)} wants access to:</h1>
<p role="alert">You don't have access to connect any Xero Practice Manager Accounts</p>
<p class="hint">You need to log in and have the "Connect third-party add-ons" permission (Authorise 3rd Party Full Access) enabled:
Xero Practice Manager, Settings, Staff, your name, Permissions.</p>${form(`<p>${cancel}</p>`)}</main>`,
    );
  }
  const options = choices.map(
    ({ tenantId, name, tenantType }) =>
      `<option value="${tenantId}">${escapeHtml(name)}${tenantType === 'ORGANISATION' ? ' (organisation)' : ''}</option>`,
  );
  const rights = scopes.some((scope) => /^practicemanager(?!.*read$)/.test(scope))
    ? 'View and manage'
    : 'View';
  return page(
    `Allow ${app}`,
    `<main><h1>${escapeHtml(app)} wants access to:</h1><p class="hint">Logged in as ${escapeHtml(user.email)}</p>
${form(`<h2>Account data</h2><label for="tenant">Select a practice or organisation</label><select id="tenant" name="tenantId">${options.join('')}</select>
<ul><li>${rights} your practice manager data</li></ul><h2>User account information</h2><ul><li>View your name, email and user profile</li></ul>
<p><button class="main" name="action" value="allow">Allow access</button> ${cancel}</p>`)}
<p class="hint">You can disconnect at any time by going to Add-ons in your general settings.</p></main>`,
  );
}

export function errorPage(message: string): string {
  return page(
    'Error',
    `<main><h1>Sorry, something went wrong</h1><p role="alert">${escapeHtml(message)}</p><p class="hint">Error 500</p></main>`,
  );
}
