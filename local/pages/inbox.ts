import { escapeHtml, page } from './layout.ts';

export interface InboxMail {
  id: string;
  to: string[];
  from: string;
  subject: string;
  html: string;
  text: string;
  sentAt: string;
}

/**
 * The mails, newest first, and one of them in full: the one named by `?id=`, else the newest. A mail is shown
 * in a frame without scripts, forms or this page's origin, its links opening beside it.
 */
export function inboxPage(messages: InboxMail[], selectedId?: string | null): string {
  const shown = messages.find(({ id }) => id === selectedId) ?? messages[0];
  const count = messages.length === 1 ? '1 message' : `${messages.length} messages`;
  const heading = `<header><h1>Inbox</h1><p class="soft">${count} sent by this local run. Nothing left this machine. <a href="/">All of this run</a></p></header>`;
  if (!shown) {
    return page('Inbox', `${heading}<main><p class="card empty">No mail has been sent yet.</p></main>`, 10);
  }
  const list = messages.map((mail) => row(mail, mail.id === shown.id)).join('');
  // an open mail stays as it is: only the list without a choice follows what arrives
  const refresh = selectedId ? undefined : 15;
  return page(
    `Inbox (${messages.length})`,
    `${heading}<main class="inbox"><nav class="card" aria-label="Messages"><ol>${list}</ol></nav>${detail(shown)}</main>`,
    refresh,
  );
}

/** The body of `GET {inbox}/messages`. */
export function messagesJson(messages: InboxMail[]): string {
  return JSON.stringify(
    messages.map(({ id, to, from, subject, html, text, sentAt }) => ({
      id,
      to,
      from,
      subject,
      html,
      text,
      sentAt,
    })),
  );
}

function row({ id, to, subject, sentAt }: InboxMail, current: boolean): string {
  return `<li><a href="?id=${encodeURIComponent(id)}"${current ? ' aria-current="true"' : ''}>
<strong>${escapeHtml(subject || '(no subject)')}</strong>
<span class="soft">${escapeHtml(to.join(', '))}</span>
<time class="soft" datetime="${escapeHtml(sentAt)}">${readable(sentAt)}</time></a></li>`;
}

function detail({ to, from, subject, html, text, sentAt }: InboxMail): string {
  const plain = `<pre>${escapeHtml(text)}</pre>`;
  const framed = `<iframe title="Message" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(`<base target="_blank">${html}`)}"></iframe>`;
  const both = text ? `${framed}<details><summary>Plain text</summary>${plain}</details>` : framed;
  return `<article class="card mail"><div><h2>${escapeHtml(subject || '(no subject)')}</h2>
<p class="soft">From ${escapeHtml(from)}<br>To ${escapeHtml(to.join(', '))}<br>${readable(sentAt)}</p></div>
${html ? both : plain}</article>`;
}

function readable(sentAt: string): string {
  return (
    new Date(sentAt).toLocaleString('en-NZ', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' }) +
    ' UTC'
  );
}
