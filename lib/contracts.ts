import type { ApiContract } from '../functions/api/api-contract.ts';
import { contracts } from '../functions/api/registry.ts';

const BY_FOLDER = new Map<string, ApiContract>(Object.entries(contracts));

export function contractOf(folder: string): ApiContract {
  const contract = BY_FOLDER.get(folder);
  if (contract === undefined) throw new Error(`functions/api/${folder} is not in functions/api/registry.ts`);
  return contract;
}

/** Every route's entry folder below `functions/api/`. */
export function routeFolders(): string[] {
  return [...BY_FOLDER.keys()];
}
