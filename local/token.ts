import { resolve } from 'node:path';
import { signIn } from './cognito-sign-in.ts';
import { readDemo } from './demo/demo-file.ts';
import { enrolledSecret } from './demo/enrolled-secret.ts';
import { ROOT } from './synth.ts';

/** `npm run token -- EMAIL`: signs a demo user in at the running local run and prints the access token. */
try {
  const [email] = process.argv.slice(2);
  if (email === undefined) throw new Error('Whose token? npm run token -- EMAIL');
  const stateDir = resolve(ROOT, process.env['LOCAL_STATE'] ?? '.local');
  const demo = readDemo(stateDir);
  const user = demo.firms.flatMap((firm) => firm.users).find((each) => each.email === email);
  if (user === undefined) {
    const known = demo.firms.flatMap((firm) => firm.users.map((each) => each.email)).join(', ');
    throw new Error(`There is no demo user ${email}. There are ${known}.`);
  }
  const totpSecret = enrolledSecret(stateDir, email);
  const { accessToken } = await signIn({ ...demo.signIn, email, password: user.password, totpSecret });
  console.log(accessToken);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
