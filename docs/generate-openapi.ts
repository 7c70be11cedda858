import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contracts } from '../functions/api/registry.ts';
import { openApiDocument } from './openapi.ts';

const file = fileURLToPath(new URL('openapi.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(openApiDocument(contracts), null, 2)}\n`);
