import jsonata from 'jsonata';

/** Of JSONata 2.0.6, which Step Functions runs; `$eval` is switched off there. */
const JSONATA =
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad ' +
  'match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round ' +
  'abs sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge ' +
  'reverse each error assert type sort shuffle distinct base64encode base64decode encodeUrl encodeUrlComponent ' +
  'decodeUrl decodeUrlComponent toMillis fromMillis clone now millis';
const STEP_FUNCTIONS = 'states parse partition range hash random uuid';
const KNOWN = new Set(`${JSONATA} ${STEP_FUNCTIONS}`.split(' '));

/** All texts of a definition. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** The names after a `$` in a definition's expressions: functions and variables alike. */
export function namesIn(definition: unknown): { name: string; isKnown: boolean; expression: string }[] {
  return stringsIn(definition)
    .filter((text) => /^\{%[\s\S]*%\}$/.test(text))
    .flatMap((expression) =>
      variablesOf(jsonata(expression.slice(2, -2)).ast()).map((name) => ({
        name,
        isKnown: KNOWN.has(name),
        expression,
      })),
    );
}

function variablesOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, value } = node as { type?: unknown; value?: unknown };
  const own = type === 'variable' && typeof value === 'string' ? [value] : [];
  return [...own, ...Object.values(node).flatMap(variablesOf)];
}
