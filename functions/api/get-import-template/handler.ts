import { importTemplate } from '#domain/client-file/export-clients.ts';

export function makeHandler() {
  return () =>
    Promise.resolve({
      body: importTemplate(),
      headers: { 'content-disposition': 'attachment; filename="clients-template.csv"' },
    });
}
