import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FOLDER = `${ROOT}state-machines/`;

/** The workflows, by the names of their files. */
export function workflowNames(): string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  return files.map((file) => file.replace('.asl.json', ''));
}

export function textOf(workflow: string): string {
  return readFileSync(`${FOLDER}${workflow}.asl.json`, 'utf8');
}

/** As deployed, each function named by its folder: `${BeginSyncFunctionArn}` becomes `begin-sync`. */
export function definitionOf(workflow: string): unknown {
  const bound = textOf(workflow).replace(/\$\{(\w+?)(?:Function|StateMachine)Arn\}/g, (_, name: string) =>
    folderOf(name),
  );
  return JSON.parse(bound);
}

/** `BeginSync` and `Begin sync` are both `begin-sync`. */
export function folderOf(name: string): string {
  return name
    .replace(/ /g, '-')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();
}
