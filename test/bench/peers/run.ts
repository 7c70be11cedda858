import { cpus } from 'node:os';
import { n8n } from './n8n.ts';
import { nodeRed } from './node-red.ts';
import { ours } from './ours.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Tool } from './tool.ts';

/**
 * `npm run bench:peers [scenarios] [rounds] [tools]`: the same practice through ours, Node-RED and n8n (docs/peers.md),
 * e.g. `P1-1000-0,P6 5 ours,Node-RED`. `all` stands for all scenarios.
 */
const [wanted = 'all', rounds = '5', only = ''] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

const STARTS = 3;
const startedN8n = () => n8n(Math.min(STARTS, Number(rounds)));

const tools: Tool[] = [];
for (const [name, make] of Object.entries({ ours, 'Node-RED': nodeRed, n8n: startedN8n })) {
  if (only !== '' && !only.split(',').includes(name)) continue;
  const tool = await make();
  if (tool === undefined) say(`${name} is skipped: it could not be installed.`);
  else tools.push(tool);
}
say(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${String(cpus().length)} cores, rounds: ${rounds}`,
);
say(tools.map(({ name, version }) => `${name} ${version}`).join(', '));

for (const scenario of SCENARIOS) {
  if (wanted !== 'all' && !wanted.split(',').includes(scenario.id)) continue;
  say(`\n## ${scenario.title}\n`);
  say(await scenario.run(tools, Number(rounds)));
}
