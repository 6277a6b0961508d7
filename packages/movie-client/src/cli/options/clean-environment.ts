import type { Command } from 'commander';

/**
 * Removes variables that don't count from the environment, where commander takes any variable for a value: empty ones,
 * and those of a switch that are `false`. A switch that is neither `true` nor `false` ends the program.
 */
export function cleanEnvironment(program: Command, env: NodeJS.ProcessEnv): void {
  for (const { envVar: name, required } of program.options) {
    const value = name === undefined ? undefined : env[name];
    if (name === undefined || value === undefined) continue;
    const isSwitch = !required;
    if (value === '' || (isSwitch && value === 'false')) delete env[name];
    else if (isSwitch && value !== 'true') program.error(`error: ${name} must be true or false, and is "${value}".`);
  }
}
