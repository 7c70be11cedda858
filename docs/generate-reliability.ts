import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { allPromises } from './promises.ts';
import { withPromises } from './reliability.ts';

const file = fileURLToPath(new URL('reliability.md', import.meta.url));
const document = withPromises(readFileSync(file, 'utf8'), allPromises());
const style = await prettier.resolveConfig(file);
writeFileSync(file, await prettier.format(document, { ...style, filepath: file }));
