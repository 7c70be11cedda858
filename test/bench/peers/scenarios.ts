import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, tableOf } from './measure.ts';
import type { Tool } from './tool.ts';
import { PRACTICE, Xero } from './xero.ts';

export interface Scenario {
  id: string;
  title: string;
  run(tools: readonly Tool[], rounds: number): Promise<string>;
}

const LARGE = 15_000;
const SMALL = 1_000;
const LATENCY_MS = 200;
const CHANGED_SHARE = 0.01;
const DELTA_REACHES_BACK_MS = 11 * 60_000;

async function withXero(
  clients: number,
  use: (xero: Xero, folder: string) => Promise<string>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
  const xero = await Xero.start(clients);
  try {
    return await use(xero, folder);
  } finally {
    await xero.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const firstSync = (clients: number, latencyMs: number): Scenario => ({
  id: `P1-${String(clients)}-${String(latencyMs)}`,
  title: `P1: first sync, ${String(clients)} clients, ${String(latencyMs)} ms latency`,
  run: (tools, rounds) =>
    withXero(clients, async (xero, folder) => {
      await xero.slow(latencyMs);
      return tableOf(await measure({ xero, tools, rounds, folder }), clients);
    }),
});

/** The first sync is not measured; ours decides for itself between the whole list and what changed. */
const secondSync = (clients: number, share: number): Scenario => ({
  id: `P2-${String(clients)}-${String(share * 100)}`,
  title: `P2: second sync, ${String(clients)} clients, ${String(share * 100)} % changed`,
  run: (tools, rounds) =>
    withXero(clients, async (xero, folder) => {
      const ids = (await xero.live()).slice(0, clients * share);
      for (const tool of tools) await tool.sync(xero.environment, join(folder, `${tool.name}.json`));
      // The practice is old: what was made for this run must not count as changed a moment ago.
      await xero.admin('advance-clock', { milliseconds: DELTA_REACHES_BACK_MS });
      let changes = 0;
      const before = async () => {
        for (const uuid of ids) {
          changes += 1;
          await xero.admin('upsert-client', {
            practice: PRACTICE,
            client: { uuid, phone: `09 ${String(changes)}` },
          });
        }
      };
      return tableOf(
        await measure({ xero, tools, rounds, folder, before, environment: { MODE: 'auto' } }),
        clients,
      );
    }),
});

/** The minute's 60 calls are used up by another app of the practice before each sync. */
const limited: Scenario = {
  id: 'P3',
  title:
    'P3: 60 calls a minute, 5 at once, 5,000 a day; the minute is used up when the sync begins (1,000 clients)',
  run: (tools) =>
    withXero(SMALL, async (xero, folder) => {
      await xero.admin('configure', { limits: { minute: 60, concurrent: 5, day: 5_000 } });
      const before = async (_: Tool, storeFile: string) => {
        rmSync(storeFile, { force: true });
        await xero.useUpMinute();
      };
      return tableOf(await measure({ xero, tools, rounds: 1, folder, before }), SMALL);
    }),
};

const malformed: Scenario = {
  id: 'P6',
  title: 'P6: one malformed client (no UUID, no name, no contacts) among 15,000',
  run: (tools) =>
    withXero(LARGE, async (xero, folder) => {
      const good = new Set((await xero.live()).slice(1));
      const [spoilt] = await xero.live();
      await xero.admin('upsert-client', {
        practice: PRACTICE,
        client: { uuid: spoilt, rawXml: '<Client><Email>nobody</Email></Client>' },
      });
      const rows = await measure({ xero, tools, rounds: 1, folder });
      const lines = tools.map((tool, index) => {
        const stored = tool.stored(join(folder, `${tool.name}.json`));
        const delivered = [...stored.keys()].filter((id) => good.has(id)).length;
        const wrong = [...stored.keys()].filter((id) => !good.has(id)).length;
        const outcome = rows[index]?.samples[0]?.outcome;
        return `| ${tool.name} | ${String(delivered)} of ${String(good.size)} | ${String(wrong)} | ${outcome?.ok === false ? outcome.error : 'ends'} |`;
      });
      return ['| | good clients delivered | other rows | run |', '|---|---|---|---|', ...lines].join('\n');
    }),
};

const wrongAnswers: Scenario = {
  id: 'P7',
  title: 'P7: wrong answers after a good first sync of 500 clients; clients wrongly archived',
  run: (tools) =>
    withXero(SMALL / 2, async (xero, folder) => {
      const whole = await xero.list();
      const half = `${whole.slice(0, whole.indexOf('</Client>', whole.length / 2) + '</Client>'.length)}</Clients></Response>`;
      const answer = { status: 200, headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body: half };
      const accidents: Record<string, object> = {
        'empty list, 200': { kind: 'empty-list' },
        'cut off, length missed': { kind: 'truncated', cut: 'length' },
        'cut off after a client, clean end': { kind: 'truncated', cut: 'clean' },
        '403': { kind: '403' },
        'half of the clients, well-formed, 200': { kind: 'answer', answer },
      };
      const goodFile = (tool: Tool) => join(folder, `${tool.name}.good.json`);
      for (const tool of tools) await tool.sync(xero.environment, goodFile(tool));
      const lines: string[] = [];
      for (const [name, fault] of Object.entries(accidents)) {
        const cells: string[] = [];
        for (const tool of tools) {
          const storeFile = join(folder, `${tool.name}.json`);
          copyFileSync(goodFile(tool), storeFile);
          await xero.admin('clear-faults', {});
          await xero.admin('fault', { on: 'list', times: 50, ...fault });
          const { outcome } = await tool.sync(xero.environment, storeFile);
          const archived = [...tool.stored(storeFile).values()].filter((stored) => stored.archived).length;
          cells.push(`${String(archived)}, ${outcome.ok ? 'ends well' : 'fails'}`);
        }
        lines.push(`| ${name} | ${cells.join(' | ')} |`);
      }
      await xero.admin('clear-faults', {});
      const head = `| | ${tools.map(({ name }) => name).join(' | ')} |\n|---|${'---|'.repeat(tools.length)}`;
      return [head, ...lines].join('\n');
    }),
};

export const SCENARIOS: readonly Scenario[] = [
  firstSync(SMALL, 0),
  firstSync(SMALL, LATENCY_MS),
  firstSync(LARGE, 0),
  firstSync(LARGE, LATENCY_MS),
  secondSync(LARGE, 0),
  secondSync(LARGE, CHANGED_SHARE),
  limited,
  malformed,
  wrongAnswers,
];
