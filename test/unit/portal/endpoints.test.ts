import { describe, expect, it } from 'vitest';
import { contracts } from '../../../functions/api/registry.ts';
import { ENDPOINTS } from '../../../portal/src/api/endpoints.ts';

describe('the portal calls', () => {
  // The browser comes to this one by a redirect of Xero's.
  const notCalled = ['receive-xero-callback'];
  const expected = Object.entries(contracts)
    .filter(([folder]) => !notCalled.includes(folder))
    .map(([folder, { method, path }]) => [folder, `${method} ${path}`]);

  it('every route, at the method and path of its contract', () => {
    expect(Object.fromEntries(Object.entries(ENDPOINTS))).toEqual(Object.fromEntries(expected));
  });
});
