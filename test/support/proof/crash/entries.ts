import '../../quiet-log.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import { task } from '#runtime/task.ts';
import { makeHandler as approveRemovals } from '../../../../functions/api/approve-removals/handler.ts';
import { makeHandler as deleteConnection } from '../../../../functions/api/delete-connection/handler.ts';
import { makeHandler as deleteUser } from '../../../../functions/api/delete-user/handler.ts';
import { makeHandler as importClients } from '../../../../functions/api/import-clients/handler.ts';
import { makeHandler as receiveCallback } from '../../../../functions/api/receive-xero-callback/handler.ts';
import { makeHandler as resetMfa } from '../../../../functions/api/reset-user-mfa/handler.ts';
import { makeHandler as startConnection } from '../../../../functions/api/start-connection/handler.ts';
import { makeHandler as updateUser } from '../../../../functions/api/update-user/handler.ts';
import { makeHandler as deliverMail } from '../../../../functions/trigger/deliver-mail/handler.ts';
import { makeHandler as executionEnded } from '../../../../functions/trigger/execution-ended/handler.ts';
import { makeHandler as finishDisconnects } from '../../../../functions/trigger/finish-disconnects/handler.ts';
import { contract as endInterruptedContract } from '../../../../functions/workflow/dispatch-due-syncs/end-interrupted-runs/contract.ts';
import { makeHandler as endInterrupted } from '../../../../functions/workflow/dispatch-due-syncs/end-interrupted-runs/handler.ts';
import { contract as findDueContract } from '../../../../functions/workflow/dispatch-due-syncs/find-due-firms/contract.ts';
import { makeHandler as findDue } from '../../../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { lambdaContext } from '../../lambda-context.ts';
import { syncFirmEntries } from '../../workflows/sync-firm-entries.ts';
import type { Actor } from './actor.ts';
import type { StandIns } from './standins.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What every function gets: its ports, through the actor that it is part of. */
function portsOf(actor: Actor, all: StandIns, clock: VirtualClock) {
  const { ids, practices, ...stores } = all;
  const wired = actor.wired({ ...stores, gateway: practices });
  const { vault, identity } = wired;
  const { sleep } = clock;
  return {
    ...wired,
    tokens: vault,
    watch: wired.connections,
    custody: makeTokenCustody({ vault, identity, clock, ids, sleep }),
    clock,
    ids,
    sleep,
    random: () => 0.5,
    portalUrl: 'https://portal.example.com',
    onProblem: () => undefined,
    onInterrupted: () => undefined,
  };
}

/** The functions that state machines call, by the names of their folders. */
export function workflowEntries(actor: Actor, all: StandIns, clock: VirtualClock) {
  const ports = portsOf(actor, all, clock);
  const entries = {
    ...syncFirmEntries(ports),
    'end-interrupted-runs': task(endInterruptedContract, endInterrupted(ports)),
    'find-due-firms': task(findDueContract, findDue(ports)),
  };
  return async (name: string, event: unknown): Promise<unknown> => {
    const entry = (entries as Record<string, (event: unknown, context: unknown) => Promise<unknown>>)[name];
    if (entry === undefined) throw new Error(`no function ${name}`);
    return JSON.parse(JSON.stringify(await entry(event, lambdaContext()))) as unknown;
  };
}

export type EndedStatus = 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What schedules and events call. */
export function triggerEntries(actor: Actor, all: StandIns, clock: VirtualClock) {
  const ports = portsOf(actor, all, clock);
  const ended = executionEnded(ports);
  return {
    deliverMail: deliverMail({ ...ports, isWanted: makeMfaMailCheck(ports) }),
    finishDisconnects: finishDisconnects(ports),
    sweep: endInterrupted(ports),
    executionEnded: (name: string, status: EndedStatus, input: unknown) =>
      ended({ detail: { name, status, input: JSON.stringify(input) } }),
  };
}

/** What people call. */
export function apiEntries(actor: Actor, all: StandIns, clock: VirtualClock) {
  const ports = portsOf(actor, all, clock);
  return {
    ports,
    startConnection: startConnection(ports),
    receiveCallback: receiveCallback({ ...ports, isWanted: makeMfaMailCheck(ports) }),
    deleteConnection: deleteConnection(ports),
    approveRemovals: approveRemovals(ports),
    importClients: importClients(ports),
    deleteUser: deleteUser(ports),
    updateUser: updateUser(ports),
    resetMfa: resetMfa(ports),
  };
}
