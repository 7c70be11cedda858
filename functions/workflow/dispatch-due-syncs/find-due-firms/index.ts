import * as z from 'zod';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { measure } from '#runtime/metrics.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({ CONNECTIONS_TABLE_NAME: z.string().min(1) });
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);

export const handler = task(
  contract,
  makeHandler(
    {
      connections: new DynamoConnectionRepository(documentClient(), env.CONNECTIONS_TABLE_NAME),
      clock: systemClock,
    },
    ({ firms, secondsOverdue }) => {
      measure({
        FirmsDue: firms,
        ...(secondsOverdue === undefined ? {} : { SecondsOverdue: secondsOverdue }),
      });
    },
  ),
);
