import type { ApiContract } from '../../../functions/api/api-contract.ts';
import { sampleBody } from '../sample-body.ts';
import type { ApiRequest } from './api-world.ts';

const bodies = new Map<ApiContract, unknown>();

/** A whole, valid request of a route with these ids. */
export function realRequest(contract: ApiContract, ids: Readonly<Record<string, string>>): ApiRequest {
  const names = [...contract.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const path = Object.fromEntries(
    names.map((name) => {
      const id = ids[name];
      if (id === undefined) throw new Error(`Say in idsOf() what a ${name} is.`);
      return [name, id];
    }),
  );
  return { ...(names.length === 0 ? {} : { path }), ...bodyOf(contract) };
}

const CODES = { code: '123456' };

function bodyOf(contract: ApiContract): ApiRequest {
  const { body, consumes } = contract;
  if (body === undefined) return {};
  if (consumes !== undefined) {
    return { raw: 'Client name\r\nFrom a file\r\n', headers: { 'content-type': 'text/csv' } };
  }
  if (!bodies.has(contract)) bodies.set(contract, body.safeParse(CODES).success ? CODES : sampleBody(body));
  return { body: bodies.get(contract) };
}
