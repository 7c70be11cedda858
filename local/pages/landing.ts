import type { Demo } from '../demo/demo-file.ts';
import { escapeHtml, page } from './layout.ts';

/** What the portal's address shows: where everything of this run is, and who can sign in. */
export function landingPage(demo: Demo): string {
  const link = (address: string, label: string) =>
    `<li><a href="${escapeHtml(address)}">${escapeHtml(label)}</a></li>`;
  const users = demo.firms.flatMap((firm) =>
    firm.users.map(
      (user) =>
        `<tr><td>${escapeHtml(firm.name)}</td><td>${escapeHtml(user.email)}</td><td>${user.role}</td>` +
        `<td>${user.totpSecret === null ? 'no' : 'yes'}</td></tr>`,
    ),
  );
  return page(
    'Local run',
    `<h1>Practice sync, on this machine</h1>
    <p>The API is at <code>${escapeHtml(demo.api)}</code>. Beside it:</p>
    <ul>${link(demo.inbox, 'Inbox: the e-mails that were sent')}${link(demo.authenticator, 'Authenticator: the demo users’ codes')}${link(`${demo.xero}/_admin`, 'Xero: the practices, and what can go wrong')}</ul>
    <h2>Who can sign in</h2>
    <p>Password of all: <code>${escapeHtml(demo.firms[0]?.users[0]?.password ?? '')}</code>. <code>npm run token -- EMAIL</code> prints an access token.</p>
    <table><thead><tr><th>Firm</th><th>E-mail</th><th>Role</th><th>MFA</th></tr></thead><tbody>${users.join('')}</tbody></table>`,
  );
}
