import * as z from 'zod';
import { listFile } from '../data/list-file.ts';
import { measured, ratio } from '../figure.ts';
import type { Part, Scope } from '../results.ts';
import { childResult, interleaved, ratioOf, summary } from '../rounds.ts';

const HashedSchema = z.object({ ours: z.number(), stable: z.number(), bytes: z.number() });

export async function hashRows(scope: Scope): Promise<Part> {
  const list = await listFile(scope.folder, 5_000);
  const child = () => childResult(HashedSchema, { file: scope.script('hash'), args: [list] });
  const { hash } = await interleaved(scope.full ? 5 : 3, { hash: child });
  const of = (name: 'ours' | 'stable') => hash.map((result) => result[name]);
  const bytes = Math.round(hash[0]?.bytes ?? 0);
  return {
    figures: [
      measured({
        row: 'hash',
        id: 'hash.speed',
        what: `records of ${bytes.toLocaleString('en-US')} B hashed`,
        unit: 'per CPU second',
        goal: 80_000,
        direction: 'at least',
        ...summary(of('ours')),
      }),
      ratio({
        row: 'hash',
        id: 'hash.to-stable-stringify',
        what: 'against stable stringify and sha256',
        unit: 'x',
        goal: 4,
        direction: 'at least',
        ...ratioOf(of('ours'), of('stable')),
      }),
    ],
  };
}
