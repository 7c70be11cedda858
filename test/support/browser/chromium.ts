import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packed from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import * as z from 'zod';
import { ROOT } from '../../../local/synth.ts';

const PACKAGE = join(ROOT, 'node_modules', '@sparticuz', 'chromium', 'package.json');
const CACHE = join(ROOT, '.cache', 'chromium');
const UNPACK_MS = 120_000;
const LAUNCH_MS = 120_000;

/**
 * What the package adds for Lambda and what a test must not have: with the first three a browser enforces less than
 * people's browsers do, and a single process ends with the first context that closes. A GPU in software, for WebGL,
 * makes each frame and each picture many times dearer than none at all.
 */
const NOT_HERE = [
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--single-process',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/** Chromium out of the npm package, without anything of the machine but a C library. */
export async function launchChromium(): Promise<Browser> {
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: [...packed.args.filter((flag) => !NOT_HERE.includes(flag)), '--disable-gpu'],
    headless: true,
    timeout: LAUNCH_MS,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      // Proxies of the machine would see what goes to this very machine.
      NO_PROXY: '*',
    },
  });
}

/** Unpacked once for each version of the package; processes that do so at once do not see each other's half. */
async function unpacked(): Promise<string> {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8')));
  const folder = join(CACHE, version);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    await unpack(draft);
    writeFileSync(join(draft, 'fonts.conf'), fontsIn(folder));
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** The package unpacks into the folder for temporary files, with the libraries that it needs if it thinks it is in Lambda. */
async function unpack(folder: string): Promise<void> {
  const script = "import packed from '@sparticuz/chromium'; await packed.executablePath();";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    timeout: UNPACK_MS,
    env: { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
}

/** The machine's fonts, and the package's where there is none. */
function fontsIn(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
