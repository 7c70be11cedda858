import type { ApiContract } from '../../functions/api/api-contract.ts';
import type { Answer } from './portal-user.ts';

/** What the connection of the caller's firm is, from the MFA rule's point of view. */
export const STATES = ['never', 'connected', 'broken', 'disconnected'] as const;
export type State = (typeof STATES)[number];

export interface Caller {
  name: string;
  /** Undefined: nobody is signed in. */
  role: 'admin' | 'member' | undefined;
  /** What the token says. */
  mfa: boolean;
  /** Deactivated or removed since. */
  gone?: true;
}

export interface Cell {
  folder: string;
  contract: ApiContract;
  caller: Caller;
  state: State;
  /** Whose ids fill the path; a route without ids has none. */
  ids: 'none' | 'own' | 'foreign';
}

/** `let through`: the request reached what lies behind the gate, whatever became of it there. */
export type Expected = '401' | '403 MFA_REQUIRED' | '403 ADMIN_REQUIRED' | '404' | 'let through';

/** Every route with these ids in one state for one caller. */
export function cellsOf(
  contracts: Readonly<Record<string, ApiContract>>,
  caller: Caller,
  state: State,
): Cell[] {
  return Object.entries(contracts).flatMap(([folder, contract]) => {
    const ids = contract.path.includes('{') ? (['own', 'foreign'] as const) : (['none'] as const);
    return ids.map((whose) => ({ folder, contract, caller, state, ids: whose }));
  });
}

/** From the route's access rule and nothing else. */
export function expectedOf({ contract: { access }, caller, state, ids }: Cell): Expected {
  if (access.auth === 'none') return 'let through';
  if (caller.role === undefined || caller.gone === true) return '401';
  const needsMfa = state === 'connected' || state === 'broken';
  if (needsMfa && !caller.mfa && access.restricted !== true) return '403 MFA_REQUIRED';
  if (access.role === 'admin' && caller.role !== 'admin') return '403 ADMIN_REQUIRED';
  return ids === 'foreign' ? '404' : 'let through';
}

/** What an answer shows of the decision; anything that is no decision is said as it is. */
export function shownBy(cell: Cell, { status, body }: Pick<Answer, 'status' | 'body'>): string {
  const code = (body as { error?: { code?: string } } | undefined)?.error?.code ?? '';
  if (status === 401) return '401';
  if (status === 403 || status >= 500) return `${String(status)} ${code}`;
  if (cell.ids !== 'foreign') return 'let through';
  // Edits are refused before any client is looked up, while XPM manages them all.
  const managed =
    code === 'CLIENTS_MANAGED_IN_XPM' && (cell.state === 'connected' || cell.state === 'broken');
  return status === 404 || (managed && cell.contract.errors.includes(code)) ? '404' : `let through: ${code}`;
}

/** What is wrong, in words; empty if all is as the contracts say. */
export async function violations(
  cells: readonly Cell[],
  send: (cell: Cell) => Promise<Pick<Answer, 'status' | 'body'>>,
): Promise<string[]> {
  const wrong: string[] = [];
  const queue = cells.values();
  const work = async () => {
    for (const cell of queue) {
      const [expected, shown] = [expectedOf(cell), shownBy(cell, await send(cell))];
      if (expected === shown) continue;
      const { method, path } = cell.contract;
      wrong.push(
        `${method} ${path} (${cell.ids} ids) as ${cell.caller.name}, ${cell.state}: ${shown}, not ${expected}`,
      );
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return wrong.sort();
}
