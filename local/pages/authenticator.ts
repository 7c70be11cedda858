import { TOTP_STEP_MS, totp } from '../totp.ts';
import { escapeHtml, page } from './layout.ts';

export interface AuthenticatorRow {
  firm: string;
  email: string;
  role: string;
  app: { secret: string; settingUp: boolean } | null;
}

/** The demo users' current codes; the page loads itself anew as soon as they change. */
export function authenticatorPage(rows: AuthenticatorRow[], now = Date.now()): string {
  const left = Math.ceil((TOTP_STEP_MS - (now % TOTP_STEP_MS)) / 1000);
  const firms = [...new Set(rows.map(({ firm }) => firm))];
  const tables = firms
    .map((firm) =>
      table(
        firm,
        rows.filter((row) => row.firm === firm),
        now,
      ),
    )
    .join('');
  const body = `<header><h1>Authenticator</h1>
<p class="soft">Codes of the demo users, as an authenticator app would show them. Each works once.</p>
<p class="soft">New codes in <span id="left">${left}</span> s</p>
<progress id="bar" max="30" value="${left}" aria-label="Seconds left"></progress></header>
<main>${tables || '<p class="card empty">There are no users yet.</p>'}</main>
<script>
  const end = Date.now() + ${left} * 1000;
  setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    document.getElementById('left').textContent = left;
    document.getElementById('bar').value = left;
  }, 250);
</script>`;
  return page('Authenticator', body, left);
}

function table(firm: string, rows: AuthenticatorRow[], now: number): string {
  const lines = rows.map(({ email, role, app }) => {
    const note = app?.settingUp ? ' <span class="soft">being set up</span>' : '';
    const code =
      app === null ? '<span class="soft">no second factor</span>' : spaced(totp(app.secret, now)) + note;
    return `<tr><td>${escapeHtml(email)}</td><td>${escapeHtml(role)}</td><td>${code}</td></tr>`;
  });
  return `<section class="card"><table><caption>${escapeHtml(firm)}</caption>
<thead><tr><th scope="col">User</th><th scope="col">Role</th><th scope="col">Code</th></tr></thead>
<tbody>${lines.join('')}</tbody></table></section>`;
}

/** Read more easily in threes, and still copied as six digits. */
function spaced(code: string): string {
  return `<output>${code.slice(0, 3)}<span style="margin-left:.4em">${code.slice(3)}</span></output>`;
}
