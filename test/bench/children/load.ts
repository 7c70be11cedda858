import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { cpuSince, say } from './output.ts';

/** Loads the bundle of the first argument as Lambda's runtime does, and says what that cost. */
const file = process.argv[2] ?? '';
const start = process.cpuUsage();
if (file.endsWith('.cjs')) createRequire(import.meta.url)(file);
else await import(pathToFileURL(file).href);
say({ cpu: cpuSince(start) });
