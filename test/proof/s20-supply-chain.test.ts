import { describe, expect, it } from 'vitest';
import { promise } from '../support/promise.ts';
import {
  credentialsIn,
  type Entry,
  fromNamedPlaces,
  licenceOf,
  loosePins,
  type PackageCheck,
  readLock,
  readManifest,
  sources,
  unlistedInstallScripts,
  unlistedLicences,
  withoutHash,
} from '../support/proof/supply-chain.ts';

const supplyChain = promise('S20', 'what is installed is what was reviewed, and no secret is in it', {
  floor: 4_000,
});
const packages = readLock();
const places = Object.keys(packages);

/** Every check of every package, and a change of each that it must see. */
const CHECKS: readonly [says: string, check: PackageCheck, spoiled: Partial<Entry>][] = [
  ['has a hash', withoutHash, { integrity: undefined, inBundle: undefined }],
  ['has a strong hash', withoutHash, { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', inBundle: undefined }],
  ['is of no repository', fromNamedPlaces, { resolved: 'git+ssh://git@github.com/a/b.git#1' }],
  ['is of no address', fromNamedPlaces, { resolved: 'http://packages.example/a.tgz' }],
  ['has one version', fromNamedPlaces, { version: 'file:../a' }],
  ['runs nothing when it is installed', unlistedInstallScripts, { hasInstallScript: true }],
  ['has a licence that was read', unlistedLicences, { license: 'AGPL-3.0-only' }],
  ['has a licence', unlistedLicences, { license: undefined }],
];
const LISTED = ['node_modules/classic-level', 'node_modules/esbuild'];

describe('Every package of the lock file', () => {
  it('is enough to be worth looking at', () => {
    expect(places.length).toBeGreaterThan(400);
    supplyChain.figure('packages', places.length);
  });

  it.each(CHECKS)('%s', (_says, check, spoiled) => {
    expect(check(packages)).toEqual([]);
    const seen = places.filter((place) => check({ [place]: { ...packages[place], ...spoiled } }).length > 0);
    expect(places.filter((place) => !seen.includes(place))).toEqual(
      check === unlistedInstallScripts ? LISTED : [],
    );
    supplyChain.held(seen.length);
  });

  it('says of its licence what it says itself where it is installed', () => {
    const installed = places.filter((place) => licenceOf(place) !== undefined);
    const others = installed.filter((place) => {
      const license = licenceOf(place);
      return unlistedLicences({ [place]: { ...packages[place], license } }).length > 0;
    });
    expect(others).toEqual([]);
    expect(installed.length).toBeGreaterThan(350);
    supplyChain.held(installed.length);
  });
});

describe('Every dependency of our own', () => {
  const manifest = readManifest();

  it('is pinned to one version', () => {
    expect(loosePins(manifest)).toEqual([]);
    supplyChain.held(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length);
  });

  it.each(['^1.0.0', '~1.0.0', '*', 'latest', '1.x', 'github:a/b', 'https://a.example/b.tgz'])(
    'would be seen with %s',
    (version) => {
      expect(loosePins({ ...manifest, dependencies: { zod: version } })).toEqual(['zod']);
      supplyChain.held();
    },
  );
});

/** Made here, so that this file holds none; each with what comes before it in a file. */
const random = (length: number) => 'A7b9'.repeat(length).slice(0, length);
const PLANTED: Readonly<Record<string, string>> = {
  'AWS access key': `AKIA${'ABCD2345'.repeat(2)}`,
  'AWS secret key': `aws_secret_access_key = ${random(40)}`,
  'private key': `-----BEGIN PRIVATE KEY-----\n${random(64)}`,
  'GitHub token': `ghp_${random(36)}`,
  'npm token': `npm_${random(36)}`,
  'Slack token': `xoxb-${random(24)}`,
  'signed token': `eyJ${random(24)}.eyJ${random(40)}.${random(43)}`,
  'password in an address': `https://ada:${random(12)}@a.example`,
  'assigned secret': `clientSecret: '${random(40)}'`,
};

describe('Every file of this repository', () => {
  const files = sources();

  it('holds no credential', () => {
    expect(files.flatMap(([path, text]) => credentialsIn(text).map((kind) => `${path}: ${kind}`))).toEqual(
      [],
    );
    expect(files.length).toBeGreaterThan(800);
    supplyChain.held(files.length);
  });

  it.each(Object.entries(PLANTED))('would be seen with one: %s', (kind, secret) => {
    expect(credentialsIn(`const a = 1;\n${secret}\n`)).toContain(kind);
    supplyChain.held();
  });
});
