import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ts from 'typescript';
import { MUTATION, R26 } from '../test/support/proof/variants.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A promise as a source states it. */
export interface Stated {
  id: string;
  says: string;
  /** Fewest cases; undefined where it depends on what the tests count themselves. */
  floor: string | undefined;
  file: string;
}

/** All promises: those that tests state by `promise(…)`, and those that are proven by a run of their own. */
export function allPromises(): Stated[] {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts'));
  const stated = files.flatMap((file) => promisesIn(file, readFileSync(join(ROOT, file), 'utf8')));
  return [...stated, R26, MUTATION].sort(byIdAndFile);
}

/** What a test file states by calling `promise(id, says, { floor })`. */
export function promisesIn(file: string, source: string): Stated[] {
  if (!source.includes('promise(')) return [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  const found: Stated[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(tree) === 'promise') {
      found.push(statedBy(node, tree, file));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function statedBy({ arguments: [id, says, options] }: ts.CallExpression, tree: ts.SourceFile, file: string) {
  if (id === undefined || says === undefined || !ts.isStringLiteral(id) || !ts.isStringLiteralLike(says)) {
    throw new Error(
      `${file}: promise(…) takes its id and its words as plain texts, so that they can be read`,
    );
  }
  const floor = options && ts.isObjectLiteralExpression(options) ? floorOf(options, tree) : undefined;
  if (floor === undefined) throw new Error(`${file}: promise('${id.text}', …) has no floor`);
  return { id: id.text, says: says.text, floor: valueOf(floor, tree)?.toLocaleString('en'), file };
}

function floorOf({ properties }: ts.ObjectLiteralExpression, tree: ts.SourceFile): ts.Expression | undefined {
  const property = properties.find((member) => member.name?.getText(tree) === 'floor');
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** Of numbers, products of them, and constants of the same file that are such. */
function valueOf(node: ts.Expression, tree: ts.SourceFile): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isParenthesizedExpression(node)) return valueOf(node.expression, tree);
  if (ts.isIdentifier(node)) {
    const constant = constantsOf(tree).get(node.text);
    return constant && valueOf(constant, tree);
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  const [left, right] = [valueOf(node.left, tree), valueOf(node.right, tree)];
  if (left === undefined || right === undefined) return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right;
  return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? left + right : undefined;
}

function constantsOf(tree: ts.SourceFile): Map<string, ts.Expression> {
  const declared = tree.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  return new Map(
    declared.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && initializer !== undefined ? [[name.text, initializer] as const] : [],
    ),
  );
}

function byIdAndFile(left: Stated, right: Stated): number {
  return order(left.id) - order(right.id) || (left.file < right.file ? -1 : 1);
}

function order(id: string): number {
  return (id.startsWith('S') ? 0 : 1000) + Number(id.slice(1));
}
