import type { HttpResult } from '#runtime/http-event.ts';
import { contracts } from '../../../functions/api/registry.ts';
import type { State } from '../access-matrix.ts';
import { httpEvent, lambdaContext } from '../lambda-context.ts';
import { type ApiAnswer, wrongWith } from './answer-checks.ts';
import { ENTRIES, type Entry, type Folder } from './api-entries.ts';
import { apiPorts, type ApiPorts } from './api-ports.ts';
import { FIRMS, type FirmName, type PersonName, seedFirm, userIdOf } from './firm-data.ts';

export interface ApiRequest {
  /** An access token, sent as `Bearer …`. */
  token?: string | undefined;
  path?: Record<string, string>;
  query?: string;
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string;
  headers?: Record<string, string>;
  cookies?: string[];
  isBase64Encoded?: boolean;
}

/** Ports that store nothing, or nothing that stays. */
const PASSING = new Set(['clock', 'ids', 'tokens', 'audit', 'reader', 'lock', 'enrolment']);

/** The whole API on its real handlers, with two firms, in memory. Everything that it answers is looked at. */
export class ApiWorld {
  /** What was wrong with an answer, whatever the test was about; every suite expects it to be empty. */
  readonly wrong: string[] = [];
  answers = 0;
  /** Those of 400 and above. */
  refusals = 0;
  private readonly entries = new Map<Folder, Entry>();

  private constructor(readonly ports: ApiPorts) {}

  static readonly of = async (state: State = 'disconnected', ports = apiPorts()): Promise<ApiWorld> => {
    await seedFirm(ports, 'a', state);
    await seedFirm(ports, 'b', state);
    return new ApiWorld(ports);
  };

  /** A token as the sign-in would give it now, unless it says of MFA what is not so (any more). */
  token(firm: FirmName, person: PersonName, mfa = true): string {
    return this.ports.tokens.issue({ firmId: FIRMS[firm].firmId, userId: userIdOf(firm, person), mfa });
  }

  async call(folder: Folder, request: ApiRequest = {}): Promise<ApiAnswer> {
    const entry = this.entries.get(folder) ?? ENTRIES[folder](this.ports);
    this.entries.set(folder, entry);
    const result = await entry(eventOf(request), lambdaContext());
    const answer = answerOf(result);
    this.answers += 1;
    if (answer.status >= 400) this.refusals += 1;
    const who = firmOf(request.token);
    const foreign =
      who === undefined ? Object.values(FIRMS) : Object.values(FIRMS).filter((each) => each !== FIRMS[who]);
    const problems = wrongWith(
      folder,
      answer,
      foreign.map(({ mark }) => mark),
    );
    const { method, path } = contracts[folder];
    this.wrong.push(
      ...problems.map((problem) => `${method} ${path} as ${request.token ?? 'nobody'}: ${problem}`),
    );
    return answer;
  }

  /** Everything that is stored, as text; the log of refusals apart. */
  dump(): string {
    const stored = Object.entries(this.ports).filter(([name]) => !PASSING.has(name));
    const events = this.ports.audit.events.filter(({ action }) => action !== 'ACCESS_REFUSED');
    return JSON.stringify([stored, events], (_, value: unknown) => {
      if (value instanceof Map) return [...value.entries()];
      return value instanceof Set ? [...value] : value;
    });
  }
}

export function eventOf({ token, body, raw, headers, ...rest }: ApiRequest) {
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return httpEvent({
    ...rest,
    ...(text === undefined ? {} : { body: text }),
    headers: {
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
}

function answerOf({ statusCode, headers, cookies = [], body = '' }: HttpResult): ApiAnswer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  return { status: statusCode, headers, cookies, text: body, body: parsed };
}

function firmOf(token = ''): FirmName | undefined {
  const names = Object.keys(FIRMS) as FirmName[];
  return names.find((name) => token.includes(FIRMS[name].mark));
}
