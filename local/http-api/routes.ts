export interface Route {
  /** As in the template: `GET /api/clients/{clientId}`. */
  readonly key: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly authorizer: { readonly issuer: string; readonly audience: readonly string[] } | undefined;
  readonly scopes: readonly string[];
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly method: string;
  readonly segments: readonly string[];
  readonly route: Route;
}

/** Finds the most specific route: fixed text before a parameter before `{proxy+}`, a method before ANY, `$default` last. */
export class RouteTable {
  private readonly patterns: Pattern[];

  constructor(routes: readonly Route[]) {
    this.patterns = routes.map((route) => {
      const [method = '', path = ''] = route.key === '$default' ? ['ANY', '/{+}'] : route.key.split(' ');
      return { method, segments: path.split('/').slice(1), route };
    });
    this.patterns.sort((a, b) => compare(rank(a), rank(b)));
  }

  match(method: string, path: string): Match | undefined {
    const segments = path.split('/').slice(1);
    for (const pattern of this.patterns) {
      if (pattern.method !== 'ANY' && pattern.method !== method) continue;
      const parameters = matchSegments(pattern.segments, segments);
      if (parameters !== undefined) return { route: pattern.route, parameters };
    }
    return undefined;
  }
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const name = /^\{(.*)\}$/.exec(part)?.[1];
    if (name?.endsWith('+') === true) {
      if (name !== '+') parameters[name.slice(0, -1)] = segments.slice(index).map(decode).join('/');
      return parameters;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (name === undefined) {
      if (part !== segment) return undefined;
    } else {
      if (segment === '') return undefined;
      parameters[name] = decode(segment);
    }
  }
  return pattern.length === segments.length ? parameters : undefined;
}

function rank({ segments, method }: Pattern): string[] {
  const kinds = segments.map((part) => (!part.startsWith('{') ? '0' : part.endsWith('+}') ? '2' : '1'));
  return [...kinds, method === 'ANY' ? '4' : '3'];
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, kind] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (kind !== other) return kind < other ? -1 : 1;
  }
  return 0;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
