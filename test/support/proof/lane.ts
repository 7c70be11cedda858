import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { createVitest, type TestModule, type Vitest } from 'vitest/node';
import { broken, textOf, type Variant } from './variants.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What became of a broken variant; only the first is good. */
export type Verdict =
  | { outcome: 'caught'; by: string }
  /** The tests did not notice. */
  | { outcome: 'survived' }
  /** The text to be replaced does not stand in the file exactly once. */
  | { outcome: 'not-there' }
  /** The test never loads the file. */
  | { outcome: 'not-loaded' }
  /** Red, but not by a check of the test: the variant cannot be loaded, or it makes the test stumble. */
  | { outcome: 'stumbled'; over: string };

/** What programs stumble over; an error with another name is a check that failed, or the product's own word. */
const STUMBLES: ReadonlySet<string> = new Set([
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);
/** Checks of simulations that throw by themselves. */
const OWN_CHECKS = /\/test\/(proof|support\/proof)\//;

/** A variant may turn waiting into an endless loop, which no deadline inside the test would end. */
const PATIENCE_MILLISECONDS = 120_000;

/** A vitest that stays up, so that only what a variant changes is loaded anew; runs one variant at a time. */
export class Lane {
  private variant: Variant | undefined;
  private applied = false;
  private vitest: Vitest | undefined;

  async run(variant: Variant): Promise<Verdict> {
    if (broken(variant, textOf(variant.file)) === undefined) return { outcome: 'not-there' };
    this.variant = variant;
    this.applied = false;
    const vitest = this.vitest ?? (await this.start());
    this.vitest = vitest;
    const file = join(ROOT, variant.file);
    vitest.invalidateFile(file);
    const verdict = await Promise.race([this.test(vitest, variant), late()]);
    vitest.invalidateFile(file);
    if (verdict !== 'late') return verdict;
    await this.close();
    return { outcome: 'stumbled', over: `no end in ${String(PATIENCE_MILLISECONDS / 1000)} s` };
  }

  async close(): Promise<void> {
    const { vitest } = this;
    this.vitest = undefined;
    await vitest?.close();
  }

  private async test(vitest: Vitest, { test, name }: Variant): Promise<Verdict> {
    const project = vitest.getRootProject();
    const pattern = name === undefined ? {} : { testNamePattern: literally(name) };
    const specification = project.createSpecification(join(ROOT, test), pattern);
    const { moduleId } = specification;
    // What is known of the same test from the variant before must not answer for this one.
    vitest.state.clearFiles(project, [moduleId]);
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
    const modules = testModules.filter((module) => module.moduleId === moduleId);
    return verdictOf(modules, unhandledErrors, this.applied);
  }

  private start(): Promise<Vitest> {
    const plugin: Plugin = {
      name: 'broken-variant',
      enforce: 'pre',
      transform: (source, id) => {
        const { variant } = this;
        if (variant === undefined || id.split('?')[0] !== join(ROOT, variant.file)) return null;
        this.applied = true;
        return { code: broken(variant, source) ?? source, map: null };
      },
    };
    return createVitest(
      'test',
      {
        root: ROOT,
        config: false,
        watch: false,
        include: ['test/*/**/*.test.ts'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
        // Threads can be ended even out of an endless loop.
        pool: 'threads',
        maxWorkers: 1,
        bail: 1,
        reporters: [{}],
        env: { VARIANT: '1' },
      },
      { plugins: [plugin], logLevel: 'silent' },
      { stdout: unheard(), stderr: unheard() },
    );
  }
}

/** What broken code says is no news. */
function unheard(): Writable {
  return new Writable({
    write: (_piece, _encoding, done) => {
      done();
    },
  });
}

function late(): Promise<'late'> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MILLISECONDS, 'late').unref();
  });
}

function verdictOf(modules: TestModule[], unhandled: unknown[], applied: boolean): Verdict {
  const failed = modules.flatMap((module) => [...module.children.allTests('failed')]);
  for (const test of failed) {
    const errors = test.result().errors ?? [];
    if (errors.some(isFailedCheck)) return { outcome: 'caught', by: test.fullName };
  }
  const over = [
    ...failed.flatMap((test) => test.result().errors ?? []),
    ...modules.flatMap((module) => module.errors()),
    ...unhandled,
  ];
  if (over.length > 0) return { outcome: 'stumbled', over: words(over[0]) };
  return { outcome: applied ? 'survived' : 'not-loaded' };
}

interface Thrown {
  name?: unknown;
  message?: unknown;
  cause?: unknown;
  stacks?: { file: string }[];
}

/** fast-check keeps what a property met in the `cause` of its own plain error. */
function isFailedCheck({ name, cause, stacks }: Thrown): boolean {
  if (typeof name === 'string' && !STUMBLES.has(name)) return true;
  if (name === 'Error' && OWN_CHECKS.test(stacks?.[0]?.file ?? '')) return true;
  return typeof cause === 'object' && cause !== null && isFailedCheck(cause);
}

function words(error: unknown): string {
  const { name, message } = error as Thrown;
  return `${String(name)}: ${String(message)}`.split('\n', 1)[0]!.slice(0, 200);
}

function literally(name: string): RegExp {
  return new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
