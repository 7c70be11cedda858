import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { peek, StateStore } from '../../../local/state-store.ts';

describe('StateStore', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'state-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const open = () => new StateStore(folder).collection('things', z.number());
  const file = () => join(folder, 'things.jsonl');

  it('has on disk what set returned from, without being closed', () => {
    const things = open();
    things.set('a', 1);
    things.set('b', 2);
    things.set('a', 3);
    things.delete('b');
    expect(open().entries()).toEqual([['a', 3]]);
  });

  it('drops a line that a kill cut off, and keeps those before it', () => {
    open().set('a', 1);
    appendFileSync(file(), '["b",2');
    const things = open();
    expect(things.entries()).toEqual([['a', 1]]);
    things.set('c', 3);
    expect(open().entries()).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
  });

  it('forgets what later lines replaced', () => {
    const things = open();
    for (let round = 0; round < 100; round += 1) things.set('a', round);
    open();
    expect(readFileSync(file(), 'utf8')).toBe('["a",99]\n');
  });

  it('refuses a document that is not of the schema', () => {
    appendFileSync(file(), '["a","text"]\n');
    expect(open).toThrow(z.ZodError);
  });

  it('can be looked at while another process writes, and is not written to by that', () => {
    const things = open();
    things.set('a', 1);
    things.set('a', 2);
    expect(peek(folder, 'things', z.number())).toEqual([2]);
    things.set('b', 3);
    expect(open().entries()).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
  });
});
