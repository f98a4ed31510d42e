/**
 * Runs a command to its exit code. What it throws is said in a sentence, without where in the code it happened.
 * @param failed the exit code then
 */
export async function runCommand(main: () => Promise<number>, failed = 2): Promise<void> {
  process.exitCode = await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return failed;
  });
}
