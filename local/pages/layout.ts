/** One plain look for the pages of the local run. */
export function page(title: string, body: string, refreshSeconds?: number): string {
  const refresh =
    refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${refresh}
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
:root { --page: #f4f5f7; --card: #fff; --line: #dfe2e7; --ink: #1c2430; --soft: #5b6675; --accent: #0b63c5; --tint: #e9f1fb; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181e; --card: #1d232b; --line: #343c47; --ink: #e8ebef; --soft: #a3adba; --accent: #7db4f5; --tint: #22344a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { padding: 20px 24px 12px; max-width: 1280px; margin: 0 auto; }
h1 { margin: 0; font-size: 22px; }
h2 { margin: 0; font-size: 17px; overflow-wrap: anywhere; }
p { margin: 0; }
.soft { color: var(--soft); font-size: 13px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
main { max-width: 1280px; margin: 0 auto; padding: 0 24px 24px; }
.empty { padding: 48px 24px; text-align: center; color: var(--soft); }
.inbox { display: grid; grid-template-columns: minmax(260px, 360px) 1fr; gap: 16px; align-items: start; }
.inbox ol { list-style: none; margin: 0; padding: 0; max-height: calc(100vh - 110px); overflow-y: auto; }
.inbox li + li { border-top: 1px solid var(--line); }
.inbox a { display: block; padding: 10px 14px; color: inherit; text-decoration: none; }
.inbox a:hover, .inbox a:focus-visible { background: var(--tint); }
.inbox a[aria-current] { background: var(--tint); box-shadow: inset 3px 0 var(--accent); }
.inbox a > * { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.mail > div { padding: 14px 18px; border-bottom: 1px solid var(--line); }
.mail iframe { display: block; width: 100%; height: calc(100vh - 230px); min-height: 320px; border: 0; background: #fff; }
.mail pre { margin: 0; padding: 16px 18px; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace; }
.mail summary { padding: 10px 18px; cursor: pointer; color: var(--soft); border-top: 1px solid var(--line); }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; padding: 12px 18px; font-weight: 600; font-size: 16px; }
th, td { text-align: left; padding: 9px 18px; border-top: 1px solid var(--line); }
th { color: var(--soft); font-size: 13px; font-weight: 500; }
td:first-child { overflow-wrap: anywhere; }
section + section { margin-top: 16px; }
output { font: 600 22px/1.2 ui-monospace, monospace; letter-spacing: 0.06em; }
progress { width: 100%; height: 6px; accent-color: var(--accent); }
@media (max-width: 720px) { .inbox { grid-template-columns: 1fr; } .inbox ol { max-height: 40vh; } }
`;
