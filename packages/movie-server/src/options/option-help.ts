import type { Command, Help, Option } from 'commander';

/** How far a description stands in from its option. */
const INDENT = ' '.repeat(4);

/**
 * Prints each option on a line and what it does below, in the width of the terminal. The 80 columns of commander count
 * where there is no terminal, or one that doesn't know its width.
 */
export function stackHelp(command: Command, { columns }: { readonly columns?: number }): Command {
  return command
    .configureOutput({ getOutHelpWidth: () => columns || 80 })
    .configureHelp({ minWidthToWrap: 1, optionTerm, formatItem: stacked });
}

function optionTerm({ flags }: Option): string {
  return flags.replace(/[<>]/g, '');
}

function stacked(term: string, _termWidth: number, description: string, help: Help): string {
  const width = (help.helpWidth ?? 80) - INDENT.length;
  return `  ${term}\n${INDENT}${help.boxWrap(description, width).replaceAll('\n', `\n${INDENT}`)}`;
}
