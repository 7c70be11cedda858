import { importText } from '../../text/import-clients.ts';

/** The file as it was when it was chosen: what was previewed is what will be imported. */
export interface CsvFile {
  name: string;
  content: Blob;
  contentType: 'text/csv' | 'application/octet-stream';
}

const MAX_BYTES = 5 * 1024 * 1024;
/** API Gateway hands bytes over in base64, a third longer, and Lambda takes 6 MB; text goes as it is. */
const MAX_BYTES_NOT_UTF8 = 4.4 * 1024 * 1024;
const WORKBOOK = /\.(xlsx|xlsm|xlsb|xls|ods|numbers)$/i;

/** Why the file is not worth reading, in words; undefined if it is. */
export function problemBeforeReading({ name, size }: { name: string; size: number }): string | undefined {
  const { problems } = importText;
  if (WORKBOOK.test(name)) return problems.workbook;
  if (!/\.(csv|txt)$/i.test(name)) return problems.kind;
  if (size === 0) return problems.empty;
  return size > MAX_BYTES ? problems.large : undefined;
}

/** The file ready to be sent, or why it cannot be. */
export async function readCsvFile(file: File): Promise<CsvFile | { problem: string }> {
  const problem = problemBeforeReading(file);
  if (problem !== undefined) return { problem };
  try {
    const bytes = await file.arrayBuffer();
    const contentType = isUtf8(bytes) ? 'text/csv' : 'application/octet-stream';
    if (contentType !== 'text/csv' && bytes.byteLength > MAX_BYTES_NOT_UTF8) {
      return { problem: importText.problems.largeNotUtf8 };
    }
    return { name: file.name, content: new Blob([bytes]), contentType };
  } catch {
    // Browsers tell no more than that the file could not be read.
    return { problem: importText.problems.unreadable };
  }
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
