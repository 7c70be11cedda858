import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import { DEFAULT_SYNC_TIMES } from '#domain/firm/firm.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import { firmIdOf } from '#domain/ids.ts';
import type { Clock } from '#domain/system.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import type { contract } from './contract.ts';

export interface Deps {
  firms: FirmRepository;
  users: UserRepository;
  directory: UserDirectory;
  audit: AuditLog;
  clock: Clock;
}

type Input = z.output<(typeof contract)['input']>;

export function makeHandler(deps: Deps) {
  return async ({ name, timeZone, users, seats }: Input): Promise<z.input<(typeof contract)['output']>> => {
    const firmId = firmIdOf(name, users.find((user) => user.role === 'admin')?.email ?? '');
    const createdAt = deps.clock.now().toISOString();
    const created = await deps.firms.create({
      firmId,
      name,
      timeZone,
      syncTimes: DEFAULT_SYNC_TIMES,
      summaryMail: 'changes-and-failures',
      membersMaySync: false,
      ...(seats === undefined ? {} : { seats }),
      createdAt,
    });
    if (!created && seats !== undefined) await changeSeats(deps, firmId, seats);
    const invited: { email: string; userId: string }[] = [];
    for (const user of users) {
      const { userId } = await deps.directory.invite({ email: user.email, name: user.name, firmId });
      // Whoever is there already keeps what was changed since.
      const known = await deps.users.get(firmId, userId);
      if (known === undefined) await deps.users.put({ ...user, firmId, userId, active: true, createdAt });
      invited.push({ email: user.email, userId });
    }
    if (created) {
      const details = { users: invited.length, ...(seats === undefined ? {} : { seats }) };
      await deps.audit.append({ ...acted(deps, firmId), action: 'FIRM_CREATED', details });
    }
    return { firmId, users: invited };
  };
}

async function changeSeats(deps: Deps, firmId: string, seats: number): Promise<void> {
  const before = (await deps.firms.get(firmId))?.seats ?? null;
  if (before === seats) return;
  await deps.firms.setSeats(firmId, seats);
  const details = { seats, before };
  await deps.audit.append({ ...acted(deps, firmId), action: 'SEATS_CHANGED', details });
}

function acted({ clock }: Deps, firmId: string) {
  return {
    firmId,
    at: clock.now().toISOString(),
    actor: 'system' as const,
    source: 'create-firm',
    result: 'success' as const,
  };
}
