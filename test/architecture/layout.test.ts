import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function filesBelow(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => file.endsWith('.ts')),
  );
}
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const PRODUCT = ['bin', 'lib', 'functions'];
const ALL = [...PRODUCT, 'local', 'test', 'docs'];

describe('files', () => {
  it('are many enough to be worth checking', () => {
    expect(filesBelow(...PRODUCT).length).toBeGreaterThan(150);
  });

  it('are named in kebab-case', () => {
    const wrong = filesBelow(...ALL).filter(
      (file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.ts$/.test(basename(file)),
    );
    expect(wrong).toEqual([]);
  });

  it('have at most 250 lines', () => {
    const long = filesBelow(...PRODUCT, 'local').filter((file) => read(file).split('\n').length > 251);
    expect(long).toEqual([]);
  });

  it('are no barrels: an index is a composition root and re-exports nothing', () => {
    const barrels = filesBelow(...ALL).filter((file) =>
      /^export \* from|^export \{[^}]*\} from/m.test(read(file)),
    );
    expect(barrels).toEqual([]);
  });
});

describe('entry points', () => {
  const entries = filesBelow('functions').filter(
    (file) => /^functions\/(api|workflow|trigger)\//.test(file) && basename(file) === 'index.ts',
  );

  it('are there', () => {
    expect(entries.length).toBeGreaterThan(20);
  });

  it('have a handler and a contract beside them', () => {
    const lacking = entries.flatMap((file) =>
      ['handler.ts', 'contract.ts']
        .map((name) => join(dirname(file), name))
        .filter((name) => !existsSync(join(ROOT, name))),
    );
    expect(lacking).toEqual([]);
  });

  it('are small composition roots', () => {
    const long = entries.filter((file) => read(file).split('\n').length > 80);
    expect(long).toEqual([]);
  });

  it('every folder with a handler has one', () => {
    const handlers = filesBelow('functions').filter((file) => basename(file) === 'handler.ts');
    const without = handlers.filter((file) => !entries.includes(join(dirname(file), 'index.ts')));
    expect(without).toEqual([]);
  });
});

describe('workflows', () => {
  it.each(['sync-firm', 'dispatch-due-syncs'])(
    '%s: every Lambda task has the folder of its name, and every folder a task',
    (workflow) => {
      const definition = read(`state-machines/${workflow}.asl.json`);
      const tasks = [...definition.matchAll(/"FunctionName": "\$\{(\w+)FunctionArn\}"/g)].map(
        ([, name = '']) => kebab(name),
      );
      const folders = readdirSync(join(ROOT, 'functions/workflow', workflow), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name);
      expect([...new Set(tasks)].sort()).toEqual(folders.sort());
      const states = [...definition.matchAll(/"([A-Z][a-z]+(?: [a-zA-Z]+)*)": \{\s*"Type": "Task"/g)].map(
        ([, name = '']) => name.toLowerCase().replaceAll(' ', '-'),
      );
      for (const task of tasks) expect(states).toContain(task);
    },
  );
});

describe('decisions', () => {
  const records = readdirSync(join(ROOT, 'docs/adr')).filter(
    (name) => name.endsWith('.md') && !name.startsWith('0000'),
  );

  it('are numbered without a gap', () => {
    expect(records.sort().map((name) => Number(name.slice(0, 4)))).toEqual(
      records.map((_name, index) => index + 1),
    );
  });

  it.each(records)('%s says its status', (name) => {
    expect(read(join('docs/adr', name))).toMatch(/^Status: (accepted|superseded by \d{4})$/m);
  });
});

const kebab = (pascal: string) => pascal.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
