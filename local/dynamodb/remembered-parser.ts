type Values = Readonly<Record<string, object>>;

/** What dynalite hands its expression parsers, as far as it matters here. */
export interface ParserContext {
  attrNames?: Readonly<Record<string, string>> | undefined;
  attrVals?: Values | undefined;
  /** Emptied by the parser: what is left was given in vain. */
  unusedAttrNames: Record<string, true>;
  unusedAttrVals: Record<string, true>;
  isKeyCondition?: boolean;
}

/** Answers a tree that holds the very objects of `attrVals`, or a complaint as a text. */
export type Parse<Context extends ParserContext = ParserContext> = (
  expression: string,
  options: { context: Context },
) => unknown;

interface Remembered {
  tree: object;
  values: Values;
  usedNames: string[];
  usedValues: string[];
}

/** Their outcome depends on the values themselves, not only on their types. */
const VALUE_DEPENDENT = /\b(between|attribute_type)\b/i;
const LIMIT = 1_000;

/**
 * The same parser, which keeps what it made of an expression. Dynalite's grammar backtracks: a condition with parentheses
 * costs it milliseconds, and a program says the same few hundred expressions again and again, only with other values.
 */
export function remembering<Context extends ParserContext>(parse: Parse<Context>): Parse<Context> {
  const known = new Map<string, Remembered>();
  return (expression, { context }) => {
    if (VALUE_DEPENDENT.test(expression)) return parse(expression, { context });
    const key = JSON.stringify([
      expression,
      context.isKeyCondition === true,
      context.attrNames,
      Object.entries(context.attrVals ?? {}).map(([name, value]) => [name, Object.keys(value)]),
    ]);
    let found = known.get(key);
    if (found === undefined) {
      const fresh = asIfFirst(context);
      const tree = parse(expression, { context: fresh });
      if (typeof tree !== 'object' || tree === null) return parse(expression, { context });
      found = {
        tree,
        values: context.attrVals ?? {},
        usedNames: Object.keys(context.attrNames ?? {}).filter((name) => !(name in fresh.unusedAttrNames)),
        usedValues: Object.keys(context.attrVals ?? {}).filter((name) => !(name in fresh.unusedAttrVals)),
      };
      if (known.size < LIMIT) known.set(key, found);
    }
    for (const name of found.usedNames) Reflect.deleteProperty(context.unusedAttrNames, name);
    for (const name of found.usedValues) Reflect.deleteProperty(context.unusedAttrVals, name);
    return withValues(found, context.attrVals ?? {});
  };
}

/** A request's expressions share their context: what one of them used is none of the next one's doing. */
function asIfFirst<Context extends ParserContext>(context: Context): Context {
  const all = (names: object = {}) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, true as const]));
  return { ...context, unusedAttrNames: all(context.attrNames), unusedAttrVals: all(context.attrVals) };
}

/** A tree of the caller's own, with its values in place of those it was parsed with. */
function withValues({ tree, values }: Remembered, given: Values): unknown {
  const replaced = new Map(Object.entries(values).map(([name, value]) => [value, given[name]]));
  const copy = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    if (replaced.has(node)) return replaced.get(node);
    if (Array.isArray(node)) return node.map(copy);
    const made = Object.create(Object.getPrototypeOf(node) as object | null) as Record<string, unknown>;
    for (const [name, value] of Object.entries(node)) made[name] = copy(value);
    return made;
  };
  return copy(tree);
}
