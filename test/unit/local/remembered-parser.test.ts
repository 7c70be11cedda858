import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type Parse, type ParserContext, remembering } from '../../../local/dynamodb/remembered-parser.ts';

// The parser as dynalite ships it: local/dynamodb/dynalite.ts replaces it, and is not loaded here.
const load = createRequire(import.meta.url);
const { parse } = load('dynalite/db/conditionParser') as { parse: Parse };

interface Given {
  names?: Record<string, string>;
  values?: Record<string, object>;
}

function contextOf({ names, values }: Given): ParserContext {
  const unused = (given: object = {}) =>
    Object.fromEntries(Object.keys(given).map((name) => [name, true as const]));
  return {
    attrNames: names,
    attrVals: values,
    unusedAttrNames: unused(names),
    unusedAttrVals: unused(values),
    isReserved: () => false,
    compare: () => true,
  } as ParserContext;
}

/** What a request learns from a parser: the tree or the complaint, and what is left unused. */
function outcome(parser: Parse, expression: string, given: Given, before?: (context: ParserContext) => void) {
  const context = contextOf(given);
  before?.(context);
  const tree = parser(expression, { context });
  const { unusedAttrNames, unusedAttrVals } = context;
  return JSON.stringify({ tree, unusedAttrNames, unusedAttrVals });
}

const names = { '#a': 'alpha', '#b': 'beta' };
const expressions = [
  '#a = :x',
  '(#a = :x OR (#b < :y AND attribute_not_exists(#a)))',
  'begins_with(#a, :x) AND NOT contains(#b, :y)',
  '#a.#b[3] <> :x AND size(#a) > :y',
  '#a BETWEEN :x AND :y',
  'attribute_type(#a, :x)',
  '#a = :missing',
  'unheard_of(#a)',
  '((#a = :x))',
];

describe('a parser that remembers', () => {
  it.each(expressions)('says of %s what the parser says, the first and the next times', (expression) => {
    const remembered = remembering(parse);
    for (const [x, y] of [
      ['S', '4'],
      ['a thing', '11'],
      ['', '-1'],
    ] as const) {
      const given = { names, values: { ':x': { S: x }, ':y': { N: y } } };
      expect(outcome(remembered, expression, given)).toBe(outcome(parse, expression, given));
    }
  });

  it('takes other names and other types for something else', () => {
    const remembered = remembering(parse);
    const asText = { names, values: { ':x': { S: '1' } } };
    const asSet = { names: { ...names, '#a': 'gamma' }, values: { ':x': { BOOL: true } } };
    for (const given of [asText, asSet, { ...asText, names: {} }]) {
      const expression = 'begins_with(#a, :x)';
      expect(outcome(remembered, expression, given)).toBe(outcome(parse, expression, given));
    }
  });

  it('knows what it used itself, whatever an expression before it used', () => {
    const remembered = remembering(parse);
    const given = { names, values: { ':x': { S: '1' } } };
    outcome(remembered, '#a = :x', given, ({ unusedAttrNames }) => {
      delete unusedAttrNames['#a'];
    });
    expect(outcome(remembered, '#a = :x', given)).toBe(outcome(parse, '#a = :x', given));
  });

  it('hands out trees that may be changed', () => {
    const remembered = remembering(parse);
    const given = { names, values: { ':x': { S: '1' } } };
    const first = remembered('#a = :x', { context: contextOf(given) }) as { expression: object };
    Object.assign(first.expression, { type: 'spoilt' });
    expect(outcome(remembered, '#a = :x', given)).toBe(outcome(parse, '#a = :x', given));
  });
});
