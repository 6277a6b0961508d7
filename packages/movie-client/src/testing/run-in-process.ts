import type { Ending } from 'test-kit';
import { type CommandOptions, RunningCommand } from './running-command.js';

/** Runs a command to its end as a `RunningCommand` does, with this for standard input. */
export async function runInProcess(
  args: readonly string[],
  { input, ...options }: CommandOptions & { readonly input?: string },
): Promise<Ending> {
  await using command = new RunningCommand(args, options);
  command.endInput(input);
  return await command.ended;
}
