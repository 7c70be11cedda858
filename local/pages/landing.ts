import type { Demo } from '../demo/demo-file.ts';
import { escapeHtml, page } from './layout.ts';

/** What the root of the stand-ins' address shows: where everything of this run is, and who can sign in. */
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
  const { users: [first] = [] } = demo.firms[0] ?? {};
  return page(
    'Local run',
    `<header><h1>Practice sync, on this machine</h1><p class="soft">The API is at ${escapeHtml(demo.api)}</p></header>
<main>
<section><ul>${link(demo.portal, 'Portal')}${link(demo.inbox, 'Inbox: the e-mails that were sent')}${link(demo.authenticator, 'Authenticator: the demo users’ codes')}${link(`${demo.xero}/_admin`, 'Xero: the practices, and what can go wrong')}</ul></section>
<section class="card"><table>
<caption>Who can sign in <span class="soft">with the password <code>${escapeHtml(first?.password ?? '')}</code>; <code>npm run token -- EMAIL</code> prints an access token</span></caption>
<thead><tr><th>Firm</th><th>E-mail</th><th>Role</th><th>MFA</th></tr></thead><tbody>${users.join('')}</tbody></table></section>
</main>`,
  );
}
