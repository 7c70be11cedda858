/** Runs the case of a seed; if it fails, the message begins with the command that runs it again, alone. */
export async function replayable(file: string, seed: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const command = `SEED=${String(seed)} npx vitest run --project proof test/proof/${file}`;
    throw new Error(`Replay: ${command}\n${said}`, { cause: error });
  }
}
