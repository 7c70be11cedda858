import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LOG_CATALOGUE, LogEvent } from '../../functions/runtime/log-events.ts';
import { DIMENSIONS, METRICS } from '../../functions/runtime/metrics-contract.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CATALOGUE = new Map(Object.entries(LOG_CATALOGUE));
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'logEventIfEnabled'];

const product = readdirSync(join(ROOT, 'functions'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(ROOT, 'functions', file), 'utf8') }));

interface Logged {
  file: string;
  level: string;
  /** Of the catalogue, or what was written in its place. */
  event: string;
  fields: string[];
}

/** Every call of the logger, and of the console, which nothing of the product may use. */
function loggedIn({ file, text }: { file: string; text: string }): Logged[] {
  const found: Logged[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: target, name } = node.expression;
      const who = target.getText();
      if (who === 'console') found.push({ file, level: 'console', event: node.getText(), fields: [] });
      if (who === 'logger' && LEVELS.includes(name.text)) found.push(callOf(file, name.text, node.arguments));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function callOf(file: string, level: string, [event, extra]: readonly ts.Expression[]): Logged {
  const properties = extra !== undefined && ts.isObjectLiteralExpression(extra) ? extra.properties : [];
  const fields = properties.map((property) => property.name?.getText() ?? property.getText());
  const isPlain = extra === undefined || ts.isObjectLiteralExpression(extra);
  return { file, level, event: event?.getText() ?? '', fields: isPlain ? fields : [extra.getText()] };
}

/** What is not as the catalogue says. */
function problemsOf({ file, level, event, fields }: Logged): string[] {
  const described = CATALOGUE.get(event.replace(/^LogEvent\./, ''));
  if (described === undefined || !event.startsWith('LogEvent.'))
    return [`${file}: ${event} is not in the catalogue`];
  return [
    ...(described.level === level ? [] : [`${file}: ${event} is ${described.level}, not ${level}`]),
    ...fields
      .filter((field) => !described.fields.includes(field) && !/^\.\.\.embeddedMetric\('\w+'\)$/.test(field))
      .map((field) => `${file}: ${event} has no field ${field}`),
  ];
}

describe('The log', () => {
  const logged = product.flatMap(loggedIn);

  it('holds nothing but events of the catalogue, at their level, with their fields', () => {
    expect(logged.length).toBeGreaterThanOrEqual(15);
    expect(logged.flatMap(problemsOf)).toEqual([]);
  });

  it('holds every event of the catalogue', () => {
    const used = new Set(logged.map(({ event }) => event.replace('LogEvent.', '')));
    expect(Object.keys(LogEvent).filter((event) => !used.has(event))).toEqual([]);
  });

  it.each([
    ['a text', `logger.info('A client was added', {});`],
    ['an unknown event', `logger.info(LogEvent.ADD_CLIENT_COMPLETED);`],
    ['another level', `logger.info(LogEvent.RUN_TASK_FAILED, { failure });`],
    ['a field that nobody decided on', `logger.warn(LogEvent.READ_MFA_FAILED, { email });`],
    ['whatever is in an object', `logger.warn(LogEvent.READ_MFA_FAILED, { ...user });`],
    ['an object as it is', `logger.warn(LogEvent.READ_MFA_FAILED, user);`],
    ['the console', `console.log('x');`],
  ])('is seen to hold %s', (_what, text) => {
    expect(loggedIn({ file: 'planted.ts', text }).flatMap(problemsOf)).not.toEqual([]);
  });

  it('is explained in docs/operations.md as in the catalogue', () => {
    const squeezed = (text: string) => text.replace(/ {2,}/g, ' ');
    const book = squeezed(readFileSync(join(ROOT, 'docs/operations.md'), 'utf8'));
    const rows = [...CATALOGUE].map(
      ([event, { level, meaning, fields }]) =>
        `| \`${event}\` | ${level} | ${meaning} | ${fields.map((field) => `\`${field}\``).join(', ')} |`,
    );
    expect(rows.filter((row) => !book.includes(row))).toEqual([]);
  });
});

describe('Metrics', () => {
  it('are emitted through their list alone', () => {
    const users = product.filter(({ text }) => /from '@aws-lambda-powertools\/metrics/.test(text));
    expect(users.map(({ file }) => file)).toEqual(['runtime/metrics.ts']);
    const embedded = product.filter(({ text }) => /\b_aws\b|CloudWatchMetrics/.test(text));
    expect(embedded.map(({ file }) => file)).toEqual(['runtime/embedded-metric.ts']);
  });

  it('have no dimension with more than a handful of values: never a firm, a user or a client', () => {
    const values = Object.values(DIMENSIONS).map((dimension) => dimension.length);
    expect(Math.max(...values)).toBeLessThanOrEqual(6);
    expect(
      Object.keys(DIMENSIONS).filter((name) => /id$|firm|tenant|user|client|practice|mail/i.test(name)),
    ).toEqual([]);
    const series = Object.values(METRICS).map(({ by }) =>
      by.reduce((product, dimension) => product * DIMENSIONS[dimension].length, 1),
    );
    // About 0.30 USD a month each.
    expect(series.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(40);
  });

  it('of ended syncs are emitted by whoever may end one', () => {
    const reading = product
      .filter(({ text }) => /new DynamoSyncRepository\(\w+, env\.RECORDS_TABLE_NAME\)/.test(text))
      .map(({ file }) => file.replace('/index.ts', ''));
    expect(reading.sort()).toEqual([
      'api/dismiss-notice',
      'api/get-sync',
      'api/list-notices',
      'api/list-syncs',
      'workflow/sync-firm/find-changes',
    ]);
  });
});
