import { expect, it } from 'vitest';
import { contracts } from '../../functions/api/registry.ts';
import { STATES } from '../support/access-matrix.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import { type ApiRequest, ApiWorld } from '../support/proof/api-world.ts';
import { idsOf } from '../support/proof/firm-data.ts';
import { isForbidden, spoiled, validRequest } from '../support/proof/generated-requests.ts';
import { between, mulberry32, pick } from '../support/proof/random.ts';
import { eachSeed, promise } from '../support/promise.ts';

const FOLDERS = Object.keys(contracts) as Folder[];
const SEEDS = 84;
const VALID = 12;
const INVALID = 24;
const s24 = promise('S24', 'no input makes a 5xx, nothing forbidden is done, and answers are as published', {
  floor: Math.floor(FOLDERS.length * SEEDS * (VALID + INVALID) * 0.95),
});
const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/s24-any-input.test.ts`;

const done = new Map<Folder, number>();
let forbidden = 0;

async function look(
  world: ApiWorld,
  folder: Folder,
  request: ApiRequest,
  expected: 'valid' | 'forbidden',
): Promise<string[]> {
  const { status, text } = await world.call(folder, request);
  if (status < 300) done.set(folder, (done.get(folder) ?? 0) + 1);
  const isDone = status < 400 && contracts[folder].access.auth === 'user';
  const said = `${folder} answers ${String(status)} to ${JSON.stringify(request).slice(0, 300)}: ${text.slice(0, 200)}`;
  return status >= 500 || (expected === 'forbidden' && isDone) ? [said] : [];
}

async function round(seed: number, folder: Folder): Promise<{ cases: number; wrong: string[] }> {
  const random = mulberry32(seed * 1000 + FOLDERS.indexOf(folder));
  const state = pick(random, STATES);
  const world = await ApiWorld.of(state);
  const signedIn = {
    token: world.token('a', random() < 0.8 ? 'admin' : 'member', random() < 0.9),
    ids: idsOf('a', state),
  };
  if (folder === 'verify-mfa') await world.ports.enrolment.begin(signedIn.token);
  const wrong: string[] = [];
  let cases = 0;
  for (let index = 0; index < VALID + INVALID; index += 1) {
    world.ports.clock.advance(between(random, 0, 90_000));
    let request = validRequest(folder, random, signedIn);
    // A file, and what the callback is given, is wrong in ways that the document cannot say.
    const isSpoiled = index >= VALID;
    for (let tries = 0; isSpoiled && tries < 20 && !isForbidden(folder, request); tries += 1) {
      request = spoiled(validRequest(folder, random, signedIn), random);
    }
    const isBad = isForbidden(folder, request);
    if (isBad) forbidden += 1;
    wrong.push(...(await look(world, folder, request, isBad ? 'forbidden' : 'valid')));
    cases += 1;
  }
  return { cases, wrong: [...wrong, ...world.wrong] };
}

it.each(FOLDERS)('%s takes whatever comes', async (folder) => {
  for (const seed of eachSeed(SEEDS)) {
    const { cases, wrong } = await round(seed, folder);
    expect(wrong.slice(0, 5), `Replay: ${replay(seed)}`).toEqual([]);
    s24.held(cases);
  }
});

it('means requests that are done, and requests that are forbidden', () => {
  s24.figure('forbidden', forbidden);
  s24.figure(
    'done',
    [...done.values()].reduce((sum, each) => sum + each, 0),
  );
  if (process.env['SEED'] !== undefined) return;
  expect(FOLDERS.filter((folder) => !done.has(folder))).toEqual(['receive-xero-callback']);
  expect(forbidden).toBeGreaterThan(FOLDERS.length * SEEDS * INVALID * 0.9);
});
