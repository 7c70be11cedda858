import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const UserSchema = z.object({
  email: z.string(),
  password: z.string(),
  role: z.enum(['admin', 'member']),
  totpSecret: z.string().nullable(),
});

/** `demo.json` in the state folder: everything a person or a script needs to use a run that is ready. */
const DemoSchema = z.object({
  portal: z.string(),
  api: z.string(),
  inbox: z.string(),
  xero: z.string(),
  authenticator: z.string(),
  signIn: z.object({ endpoint: z.string(), userPoolId: z.string(), clientId: z.string() }),
  firms: z.array(z.object({ firmId: z.string(), name: z.string(), users: z.array(UserSchema) })),
});
export type Demo = z.infer<typeof DemoSchema>;

const fileIn = (stateDir: string) => join(stateDir, 'demo.json');

/** Written whole or not at all. */
export function writeDemo(stateDir: string, demo: Demo): void {
  const draft = `${fileIn(stateDir)}.draft`;
  writeFileSync(draft, `${JSON.stringify(demo, null, 2)}\n`);
  renameSync(draft, fileIn(stateDir));
}

/** A run that starts is not ready, whatever an earlier one left. */
export function forgetDemo(stateDir: string): void {
  rmSync(fileIn(stateDir), { force: true });
}

export function readDemo(stateDir: string): Demo {
  if (!existsSync(fileIn(stateDir)))
    throw new Error(`There is no ${fileIn(stateDir)}: start the local run with npm start first.`);
  return DemoSchema.parse(JSON.parse(readFileSync(fileIn(stateDir), 'utf8')));
}
