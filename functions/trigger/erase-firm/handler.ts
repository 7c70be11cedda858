import type * as z from 'zod';
import { eraseFirm, type EraseFirmDeps } from '#domain/firm/erase-firm.ts';
import type { contract } from './contract.ts';

/** Whoever invokes a function waits for a minute. */
const BUDGET_MILLISECONDS = 40_000;

export function makeHandler(deps: EraseFirmDeps) {
  return ({ firmId, name }: z.output<(typeof contract)['input']>) => {
    const until = new Date(deps.clock.now().getTime() + BUDGET_MILLISECONDS);
    return eraseFirm(deps, { firmId, name, until });
  };
}
