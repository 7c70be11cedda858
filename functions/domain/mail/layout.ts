import type { Html } from './html.ts';
import { html } from './html.ts';

/** A part of a mail in both of its forms. */
export interface Section {
  html: Html;
  text: string;
}

const FONT = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';

/** A line of a list. */
export type Item = Section;

/** A whole mail: tables and inline style only, because that is what mail programs share; nothing is loaded. */
export function layout(mail: {
  title: string;
  lead: string;
  sections: readonly Section[];
  button: { label: string; href: string };
  footer: string;
}): { html: string; text: string } {
  const { title, lead, sections, button, footer } = mail;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
      </head>
      <body style="margin:0;padding:0;background:#f3f5f8;${FONT};color:#1c2733">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0">
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                width="600"
                cellpadding="0"
                cellspacing="0"
                style="max-width:600px;width:100%;background:#ffffff;border-radius:8px"
              >
                <tr>
                  <td style="padding:28px 32px 8px">
                    <h1 style="margin:0;font-size:20px;line-height:28px">${title}</h1>
                    <p style="margin:8px 0 0;font-size:15px;line-height:22px">${lead}</p>
                  </td>
                </tr>
                ${sections.map(
                  (section) =>
                    html`<tr>
                      <td style="padding:16px 32px 0;font-size:14px;line-height:21px">${section.html}</td>
                    </tr> `,
                )}
                <tr>
                  <td style="padding:24px 32px 8px">
                    <a
                      href="${button.href}"
                      style="display:inline-block;background:#1d5fbf;color:#ffffff;text-decoration:none;padding:10px 18px;border-radius:6px;font-size:14px"
                      >${button.label}</a
                    >
                  </td>
                </tr>
                <tr>
                  <td style="padding:16px 32px 28px;font-size:12px;line-height:18px;color:#5d6b7a">
                    ${footer}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`;
  const text = [
    title,
    lead,
    ...sections.map((section) => section.text),
    `${button.label}: ${button.href}`,
    footer,
  ];
  return { html: page.markup, text: `${text.join('\n\n')}\n` };
}

export function heading(text: string): Html {
  return html`<h2 style="margin:0 0 6px;font-size:15px;line-height:22px">${text}</h2>`;
}

/** A heading over a list of lines. */
export function listSection(title: string, lead: string, items: readonly Item[]): Section {
  return {
    html: html`${heading(title)}
      <p style="margin:0 0 6px">${lead}</p>
      <table role="presentation" cellpadding="0" cellspacing="0">
        ${items.map(
          (item) =>
            html`<tr>
              <td style="padding:2px 0;font-size:14px;line-height:20px">${item.html}</td>
            </tr>`,
        )}
      </table>`,
    text: [title, lead, ...items.map((item) => `- ${item.text}`)].join('\n'),
  };
}

export function textSection(title: string, words: string): Section {
  return {
    html: html`${heading(title)}
      <p style="margin:0">${words}</p>`,
    text: `${title}\n${words}`,
  };
}
