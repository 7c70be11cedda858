import { expect, it } from 'vitest';
import { contracts } from '../../functions/api/registry.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import { type ApiRequest, ApiWorld } from '../support/proof/api-world.ts';
import { idsOf } from '../support/proof/firm-data.ts';
import { isObject } from '../support/proof/json-schema.ts';
import { realRequest } from '../support/proof/real-request.ts';
import { promise } from '../support/promise.ts';

const WRITING = (Object.keys(contracts) as Folder[]).filter((folder) => contracts[folder].method !== 'GET');
const FIELDS = [
  ...[
    'firmId',
    'userId',
    'clientId',
    'syncId',
    'xpmUuid',
    'role',
    'mfa',
    'active',
    'source',
    'epoch',
    'fence',
  ],
  ...['hash', 'managedBy', 'createdAt', 'updatedAt', 'lastSignInAt', 'version', 'pk', 'sk', 'ttl', 'seats'],
  ...['membersMaySync', 'tenantId', 'connectionId', 'startedBy', 'trigger', 'approvedRemovals', 'webUrl'],
  ...['__proto__', 'constructor', 'prototype', 'exportCode', 'isAdmin', 'status'],
];
const s9 = promise('S9', 'a field that a route does not name is neither stored nor shown', {
  // A file has neither places nor anything nested.
  floor: (WRITING.length - 1) * 30 * 3,
});
const PLANTED = 'mass-assigned';

type Place = 'top level' | 'nested' | 'array' | 'query';
const PLACES: Place[] = ['top level', 'nested', 'array', 'query'];

/** `__proto__` must be a field of its own, as JSON.parse makes it. */
const own = (name: string, value: unknown): unknown =>
  JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
const both = (a: unknown, name: string, value: unknown): unknown =>
  JSON.parse(
    `${JSON.stringify(a).slice(0, -1)}${JSON.stringify(a) === '{}' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}}`,
  );

function planted(request: ApiRequest, field: string, place: Place): ApiRequest {
  const body = isObject(request.body) ? request.body : {};
  const contact = both({ name: 'Contact' }, field, PLANTED);
  if (place === 'query') return { ...request, query: `${encodeURIComponent(field)}=${PLANTED}` };
  if (request.raw !== undefined) {
    const [heading = '', row = ''] = request.raw.split('\r\n');
    return { ...request, raw: `${heading},${field}\r\n${row},${PLANTED}\r\n` };
  }
  if (place === 'top level') return { ...request, body: both(body, field, PLANTED) };
  if (place === 'nested')
    return { ...request, body: { ...body, recipients: own(field, PLANTED), [field]: own(field, PLANTED) } };
  return { ...request, body: { ...body, contacts: [contact], syncTimes: [own(field, PLANTED)] } };
}

it.each(WRITING)('%s', async (folder) => {
  for (const field of FIELDS) {
    for (const place of folder === 'import-clients' ? (['top level', 'query'] as const) : PLACES) {
      const world = await ApiWorld.of('disconnected');
      const request = planted(realRequest(contracts[folder], idsOf('a', 'disconnected')), field, place);
      const { status, text, headers } = await world.call(folder, {
        ...request,
        token: world.token('a', 'admin'),
      });
      const said = `${folder} with ${field} (${place}): ${String(status)} ${text.slice(0, 200)}`;
      expect(world.dump(), said).not.toContain(PLANTED);
      expect(`${text} ${JSON.stringify(headers)}`, said).not.toContain(PLANTED);
      expect(Object.keys(Object.prototype), said).toEqual([]);
      expect(world.wrong).toEqual([]);
      s9.held();
    }
  }
});

it('a field of an admin’s own choice is refused in words', async () => {
  const world = await ApiWorld.of('disconnected');
  const token = world.token('a', 'member');
  const body = { name: 'New', contacts: [{ name: 'Ann', contactId: 'c9', epoch: 9 }] };
  expect(await world.call('create-client', { token, body })).toMatchObject({
    status: 400,
    body: { error: { code: 'INVALID_REQUEST' } },
  });
});
