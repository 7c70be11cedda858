import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../docs/openapi.ts';
import { contracts } from '../../../functions/api/registry.ts';

const api = new URL('../../../functions/api/', import.meta.url);
const folders = readdirSync(api, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('the registry of routes', () => {
  it('holds every entry folder and nothing else', () => {
    expect(Object.keys(contracts).sort()).toEqual(folders.sort());
  });

  it('names each operation and each route once', () => {
    const all = Object.values(contracts);
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
  });

  it('declares exactly the parameters of its path', () => {
    for (const { path, pathParameters } of Object.values(contracts)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(pathParameters.shape)).toEqual(inPath);
    }
  });

  it('opens nothing but the callback to strangers, and nothing but the profile, MFA and its notice to restricted users', () => {
    const entries = Object.entries(contracts);
    const open = entries.filter(([, { access }]) => access.auth === 'none').map(([folder]) => folder);
    const restricted = entries
      .filter(([, { access }]) => access.auth === 'user' && access.restricted === true)
      .map(([folder]) => folder);
    expect(open).toEqual(['receive-xero-callback']);
    expect(restricted).toEqual(['delete-mfa', 'get-me', 'list-notices', 'start-mfa', 'verify-mfa']);
  });
});

describe('docs/openapi.json', () => {
  it('is what the contracts say; `npm run openapi` renews it', () => {
    const written = readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
    expect(written).toBe(`${JSON.stringify(openApiDocument(contracts), null, 2)}\n`);
  });
});
