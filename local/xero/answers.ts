import { randomUUID } from 'node:crypto';
import { type Element, toJson, toXml } from './document.ts';
import type { Incoming, Reply } from './http.ts';

type Clients = Iterable<Element | { rawXml: string }>;

/** What an operation says: clients and whatever follows them, other content, or why not. */
export interface Answer {
  method: string;
  list?: Clients;
  content?: Element[];
  error?: string;
  status?: number;
}

/** XML whatever `Accept` says; JSON only behind the feature header. */
export function render({ headers }: Incoming, answer: Answer, declaration: boolean): Reply {
  const asJson =
    String(headers['xero-features'] ?? '').includes('practice-strict-content-type') &&
    (headers.accept ?? '').includes('application/json');
  return {
    status: answer.status ?? 200,
    headers: {
      'Content-Type': asJson ? 'application/json; charset=utf-8' : 'text/xml; charset=utf-8',
      'Cache-Control': 'max-age=0, no-cache, no-store',
      Pragma: 'no-cache',
      Server: 'Kestrel',
      'xero-correlation-id': randomUUID(),
    },
    body: asJson ? JSON.stringify(toJson(['Response', jsonContent(answer)])) : xmlPieces(answer, declaration),
  };
}

const statusOf = ({ error }: Answer): Element[] =>
  error === undefined
    ? [['Status', 'OK']]
    : [
        ['Status', 'ERROR'],
        ['ErrorDescription', error],
      ];

function jsonContent(answer: Answer): Element[] {
  const clients = [...(answer.list ?? [])].filter((record): record is Element => !('rawXml' in record));
  return [
    ...statusOf(answer),
    ...(answer.list ? [['Clients', clients] as const] : []),
    ...(answer.content ?? []),
  ];
}

/** A practice's whole list is never held: one record at a time. */
function* xmlPieces(answer: Answer, declaration: boolean): Generator<string> {
  yield `${declaration ? '<?xml version="1.0" encoding="UTF-8"?>' : ''}<Response api-method="${answer.method}">`;
  yield statusOf(answer).map(toXml).join('');
  if (answer.list) {
    let empty = true;
    for (const record of answer.list) {
      yield `${empty ? '<Clients>' : ''}${'rawXml' in record ? record.rawXml : toXml(record)}`;
      empty = false;
    }
    yield empty ? '<Clients />' : '</Clients>';
  }
  yield `${(answer.content ?? []).map(toXml).join('')}</Response>`;
}
