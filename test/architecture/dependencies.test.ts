import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const ReportSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Runs the dependency rules over a tree; they exit with the number of errors, which is no failure of the run. */
function cruise(folder: string, trees: string[]) {
  const command = join(ROOT, 'node_modules/.bin/depcruise');
  const args = ['--config', join(folder, '.dependency-cruiser.cjs'), '--output-type', 'json', ...trees];
  const options = { cwd: folder, encoding: 'utf8' as const, maxBuffer: 256 * 1024 * 1024 };
  return ReportSchema.parse(JSON.parse(run(() => execFileSync(command, args, options)))).summary;
}

function run(command: () => string): string {
  try {
    return command();
  } catch (error) {
    const { stdout } = z.object({ stdout: z.string() }).parse(error);
    return stdout;
  }
}

describe('dependency rules', () => {
  it('hold over the whole repository, which was really examined', () => {
    const { totalCruised, violations } = cruise(ROOT, [
      'bin',
      'lib',
      'functions',
      'portal/src',
      'local',
      'test',
    ]);
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(300);
  });
});

describe('each dependency rule finds what it forbids', () => {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const planted: Record<string, Record<string, string>> = {
    'no-cycles': { 'lib/a.ts': "import './b.ts';", 'lib/b.ts': "import './a.ts';" },
    'domain-is-pure': {
      'functions/domain/x/rule.ts': "import '../../adapters/y.ts';",
      'functions/adapters/y.ts': '',
    },
    'domain-uses-few-packages': { 'functions/domain/x/rule.ts': "import 'jose';" },
    'handlers-see-no-adapters': {
      'functions/api/a/handler.ts': "import '../../adapters/y.ts';",
      'functions/adapters/y.ts': '',
    },
    'only-roots-see-adapters': {
      'functions/trigger/a/helper.ts': "import '../../adapters/y.ts';",
      'functions/adapters/y.ts': '',
    },
    'only-roots-see-the-gate': {
      'functions/api/a/handler.ts': "import '../gate.ts';",
      'functions/api/gate.ts': '',
    },
    'adapters-know-the-domain-only': {
      'functions/adapters/y.ts': "import '../api/a/contract.ts';",
      'functions/api/a/contract.ts': '',
    },
    'runtime-knows-no-adapters': {
      'functions/runtime/http.ts': "import '../adapters/y.ts';",
      'functions/adapters/y.ts': '',
    },
    'entries-do-not-import-each-other': {
      'functions/api/a/handler.ts': "import '../b/handler.ts';",
      'functions/api/b/handler.ts': '',
    },
    'product-knows-no-infrastructure': {
      'functions/runtime/x.ts': "import '../../lib/a.ts';",
      'lib/a.ts': '',
    },
    'nothing-knows-local': { 'lib/a.ts': "import '../local/b.ts';", 'local/b.ts': '' },
    'local-knows-the-assembly-only': {
      'local/b.ts': "import '../functions/runtime/x.ts';",
      'functions/runtime/x.ts': '',
    },
    'lib-takes-values-from-contracts-only': {
      'lib/a.ts': "import '../functions/api/a/index.ts';",
      'functions/api/a/index.ts': '',
    },
    'xero-node-only-where-needed': { 'functions/adapters/xpm/x.ts': "import 'xero-node';" },
    'no-orphan-test-doubles': { 'lib/a.ts': "import 'vitest';" },
  };

  /** All in one tree, examined once: each rule's files get a number of their own. */
  const numbered = (text: string, number: number) =>
    text.replace(/\b([abxy])(?=[/.])/g, `$1${String(number)}`);
  let found: string[] = [];
  beforeAll(() => {
    for (const [number, files] of Object.values(planted).entries()) {
      for (const [file, content] of Object.entries(files)) {
        const path = join(folder, numbered(file, number));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, `${numbered(content, number)}\nexport const value = 1;\n`);
      }
    }
    for (const shared of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json', 'node_modules']) {
      symlinkSync(join(ROOT, shared), join(folder, shared));
    }
    found = cruise(folder, ['lib', 'functions', 'local']).violations.map(({ rule }) => rule.name);
  });

  it.each(Object.keys(planted))('%s', (rule) => {
    expect(found).toContain(rule);
  });
});
