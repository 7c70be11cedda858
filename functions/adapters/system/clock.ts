import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, IdSource, Sleep } from '#domain/system.ts';

export const systemClock: Clock = { now: () => new Date() };

export const systemIds: IdSource = {
  uuid: () => randomUUID(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
};

export const sleep: Sleep = (milliseconds) => setTimeout(milliseconds);
