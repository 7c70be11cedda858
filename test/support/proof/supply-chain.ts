import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ROOT } from '../../../local/synth.ts';

const EntrySchema = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
});
const LockSchema = z.object({ lockfileVersion: z.number(), packages: z.record(z.string(), EntrySchema) });
const ManifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  overrides: z.record(z.string(), z.string()),
});

export type Entry = z.infer<typeof EntrySchema>;
export type Manifest = z.infer<typeof ManifestSchema>;

/** A check of the packages of the lock file, by place (`node_modules/zod`); says what is wrong. */
export type PackageCheck = (packages: Readonly<Record<string, Entry>>) => string[];

export function readLock(): Record<string, Entry> {
  const { packages } = LockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  return Object.fromEntries(Object.entries(packages).filter(([place]) => place !== ''));
}

export function readManifest(): Manifest {
  return ManifestSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
}

const failing =
  (isWrong: (entry: Entry, place: string) => boolean): PackageCheck =>
  (packages) =>
    Object.entries(packages)
      .filter(([place, entry]) => isWrong(entry, place))
      .map(([place]) => place);

/** What is bundled has come with the package around it, whose hash covers it. */
export const withoutHash = failing(
  ({ integrity, inBundle }) => inBundle !== true && !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''),
);

/** The lock names versions and hashes; where they are fetched is up to who installs. */
export const fromNamedPlaces = failing(
  ({ resolved, link, version }) =>
    resolved !== undefined || link === true || !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version ?? ''),
);

/** They run code on the machine of whoever installs. */
const MAY_RUN_AT_INSTALL = ['node_modules/classic-level', 'node_modules/esbuild'];
export const unlistedInstallScripts = failing(
  ({ hasInstallScript }, place) => hasInstallScript === true && !MAY_RUN_AT_INSTALL.includes(place),
);

const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
];
/** Tools that are run and not shipped: their files stay as they are. */
const FOR_TOOLS = ['CC-BY-4.0', 'MPL-2.0', 'Unlicense'];

export const unlistedLicences = failing(({ license = 'none', dev, devOptional }) => {
  const allowed = dev === true || devOptional === true ? [...PERMISSIVE, ...FOR_TOOLS] : PERMISSIVE;
  const choices = license.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return !choices.some((choice) => allowed.includes(choice));
});

/** What the installed package says itself, where the lock and it could differ; platform packages may be absent. */
export function licenceOf(place: string): string | undefined {
  const file = join(ROOT, place, 'package.json');
  if (!existsSync(file)) return undefined;
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const said = license ?? (licenses as unknown[] | undefined)?.[0];
  return typeof said === 'string' ? said : (said as { type?: string } | undefined)?.type;
}

export function loosePins({ dependencies, devDependencies, overrides }: Manifest): string[] {
  return Object.entries({ ...dependencies, ...devDependencies, ...overrides })
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    .map(([name]) => name);
}

const NO_SOURCES = ['node_modules', 'dist', '.vite', '.git', '.cache', '.local', 'cdk.out', 'test-results'];
const NO_TEXTS = /\.(png|jpg|ico|woff2|br|wasm)$/;

/** Every text of this repository, by its path. */
export function sources(folder = ''): [path: string, text: string][] {
  return readdirSync(join(ROOT, folder)).flatMap((name): [string, string][] => {
    const path = join(folder, name);
    if (NO_SOURCES.includes(name)) return [];
    if (statSync(join(ROOT, path)).isDirectory()) return sources(path);
    return NO_TEXTS.test(name) ? [] : [[path, readFileSync(join(ROOT, path), 'utf8')]];
  });
}

/** What credentials look like, in the words of those who issue them. */
const CREDENTIALS: Readonly<Record<string, RegExp>> = {
  'AWS access key': /\b(AKIA|ASIA)[A-Z2-7]{16}\b/,
  'AWS secret key': /aws_?secret_?access_?key["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{40}\b/i,
  'private key': /-----BEGIN (RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s+\S{40}/,
  'GitHub token': /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})\b/,
  'npm token': /\bnpm_[A-Za-z0-9]{36}\b|:_authToken\s*=\s*[^$\s]/,
  'Slack token': /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
  'signed token': /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{40,}/,
  'password in an address': /\b(https?|postgres|redis):\/\/[^\s/:@'"`$<]+:[^\s/:@'"`$<]{6,}@/,
  'assigned secret':
    /\b(client_?secret|api_?key|refresh_?token|password)["']?\s*[:=]\s*["'](?=[^"']*\d)(?=[^"']*[A-Z])[\w+/=-]{32,}["']/i,
};

/** Which kinds of credentials a text holds. */
export function credentialsIn(text: string): string[] {
  return Object.entries(CREDENTIALS)
    .filter(([, pattern]) => pattern.test(text))
    .map(([kind]) => kind);
}
