import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { countsOfRun } from '../test/support/promise-counts.ts';
import { COUNTED_FILE, keyOf, readCounted } from './counted.ts';
import { allPromises } from './promises.ts';
import { withPromises } from './reliability.ts';

const file = fileURLToPath(new URL('reliability.md', import.meta.url));
const promises = allPromises();
const known = new Map(Object.entries(readCounted()));
for (const { id, file, cases, floor } of countsOfRun()) known.set(keyOf({ id, file }), { cases, floor });
const counted = Object.fromEntries(
  promises.map(keyOf).flatMap((key) => {
    const count = known.get(key);
    return count === undefined ? [] : [[key, count]];
  }),
);
writeFileSync(COUNTED_FILE, `${JSON.stringify(counted, undefined, 2)}\n`);
const document = withPromises(readFileSync(file, 'utf8'), promises, counted);
const style = await prettier.resolveConfig(file);
writeFileSync(file, await prettier.format(document, { ...style, filepath: file }));
