import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity, ProcessIdentitySchema, thisProcess } from '../process-identity.ts';

/** A developer goes back and forth between two states of the sources. */
const KEPT = 2;
const MARK = 'in-use-by-';
/** No synth takes this long, so the process that began it is gone. */
const DRAFT_LIFE_MS = 3_600_000;

/** Synthesized apps by the hash of their sources. One that a running process uses stays, however many are newer. */
export class AssemblyCache {
  constructor(private readonly folder: string) {}

  /** The assembly's folder, kept for as long as this process runs. */
  find(hash: string): string | undefined {
    const found = join(this.folder, hash);
    if (!isWhole(found)) return undefined;
    writeFileSync(join(found, `${MARK}${String(process.pid)}`), JSON.stringify(thisProcess()));
    // Somebody may have begun to remove it before the mark was there.
    return isWhole(found) ? found : undefined;
  }

  /** Where to make an assembly; `put` takes it in. */
  draft(hash: string): string {
    mkdirSync(this.folder, { recursive: true });
    return join(this.folder, `${hash}.${String(process.pid)}`);
  }

  put(hash: string, draft: string): string {
    const target = join(this.folder, hash);
    try {
      renameSync(draft, target);
    } catch (error) {
      // Another process was quicker, and may be reading its own already.
      rmSync(draft, { recursive: true, force: true });
      if (!isWhole(target)) throw error;
    }
    const found = this.find(hash);
    if (found === undefined) throw new Error(`${target} was removed in this moment. Try again.`);
    this.forgetOld();
    return found;
  }

  private forgetOld(): void {
    const all = readdirSync(this.folder).map((name) => ({ name, path: join(this.folder, name) }));
    const age = ({ path }: { path: string }) =>
      Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    const isDraft = ({ name }: { name: string }) => name.includes('.');
    const old = all
      .filter((each) => !isDraft(each))
      .sort((a, b) => age(a) - age(b))
      .slice(KEPT)
      .filter(({ path }) => !isInUse(path));
    const abandoned = all.filter((each) => isDraft(each) && age(each) > DRAFT_LIFE_MS);
    for (const { path } of [...old, ...abandoned]) rmSync(path, { recursive: true, force: true });
  }
}

function isWhole(assembly: string): boolean {
  return existsSync(join(assembly, 'manifest.json'));
}

function isInUse(assembly: string): boolean {
  try {
    return readdirSync(assembly)
      .filter((name) => name.startsWith(MARK))
      .some((name) => isRunning(read(join(assembly, name))));
  } catch {
    return false; // another process is removing it
  }
}

function read(mark: string): ProcessIdentity {
  try {
    return ProcessIdentitySchema.parse(JSON.parse(readFileSync(mark, 'utf8')));
  } catch {
    return { pid: 0 }; // cut off by a kill
  }
}
