import { expect, it } from 'vitest';
import { contracts } from '../../functions/api/registry.ts';
import { STATES, type State } from '../support/access-matrix.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import { apiPorts, type ApiPorts } from '../support/proof/api-ports.ts';
import { ApiWorld } from '../support/proof/api-world.ts';
import { idsOf } from '../support/proof/firm-data.ts';
import { innardsIn } from '../support/proof/innards.ts';
import { realRequest } from '../support/proof/real-request.ts';
import { promise } from '../support/promise.ts';

const FOLDERS = Object.keys(contracts) as Folder[];
const s25 = promise(
  'S25',
  'an error says a code, words and the id of its request, and nothing of the inside',
  {
    floor: 600,
  },
);

/** All that AWS and Node say when something breaks. */
const TALKATIVE = Object.assign(
  new TypeError(
    'AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/x is not authorized on arn:aws:dynamodb:ap-southeast-2:123456789012:table/RecordsTable of FIRM#1 at /var/task/index.js:1:2',
  ),
  { $metadata: { requestId: 'aws' }, config: { headers: { authorization: 'Basic c2VjcmV0' } } },
);

/** The ports of a world, of whose calls the one after `left` more breaks. */
function breakable(ports: ApiPorts): {
  ports: ApiPorts;
  breakAfter: (left: number) => void;
  broke: () => boolean;
} {
  let left = Infinity;
  const watched = (port: object) =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]) => {
          left -= 1;
          if (left === -1) throw TALKATIVE;
          return Reflect.apply(value, target, parameters) as unknown;
        };
      },
    });
  const entries = Object.entries(ports).map(([name, port]) =>
    typeof port === 'object' && name !== 'clock' ? [name, watched(port)] : [name, port],
  );
  return {
    ports: Object.fromEntries(entries) as ApiPorts,
    breakAfter: (calls) => {
      left = calls;
    },
    broke: () => left < 0,
  };
}

/** The route with each call of a port broken in turn; how many there were, and what was said. */
async function breakEach(
  folder: Folder,
  state: State,
  build = breakable,
): Promise<{ calls: number; wrong: string[]; statuses: number[] }> {
  const wrong: string[] = [];
  const statuses: number[] = [];
  for (let calls = 0; ; calls += 1) {
    const { ports, breakAfter, broke } = build(apiPorts());
    const world = await ApiWorld.of(state, ports);
    const request = {
      ...realRequest(contracts[folder], idsOf('a', state)),
      token: world.token('a', 'admin'),
    };
    breakAfter(calls);
    const { status, text } = await world.call(folder, request);
    if (!broke()) return { calls, wrong, statuses };
    statuses.push(status);
    wrong.push(...world.wrong, ...innardsIn(text).map((found) => `${folder}: ${found}`));
  }
}

it.each(STATES)('whatever breaks behind a route, while the connection is: %s', async (state) => {
  const seen: number[] = [];
  for (const folder of FOLDERS) {
    const { calls, wrong, statuses } = await breakEach(folder, state);
    expect(wrong, folder).toEqual([]);
    seen.push(...statuses);
    s25.held(calls);
  }
  expect(seen.filter((status) => status === 500).length).toBeGreaterThan(seen.length / 2);
});

it('finds what an error could say', () => {
  const talkative = String(TALKATIVE.stack);
  expect(innardsIn(talkative).map((found) => found.replace(/ \(.*/s, ''))).toEqual([
    'a stack',
    'a place in a file',
    'a path',
    'an ARN',
    'a table',
    'a class of error',
    'an account',
  ]);
});
