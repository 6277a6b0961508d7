import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a compiled module reaches by its imports. */
export interface ImportGraph {
  /** The modules of this package, as paths below dist/. */
  readonly modules: ReadonlySet<string>;
  /** Everything else, by the name it is imported by. */
  readonly packages: ReadonlySet<string>;
}

const DIST = new URL('../', import.meta.url);
const IMPORT = /^(?:import|export)\b(?:[^'";]*?\bfrom)?\s*['"]([^'"]+)['"]|\b(?:import|require)\(['"]([^'"]+)['"]\)/gm;

/**
 * Follows the imports of a compiled module, given by its path below dist/.
 *
 * @param isStart leaves out what is imported only once it is needed
 */
export function importGraph(entry: string, { isStart = false } = {}): ImportGraph {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const visit = (url: URL) => {
    const path = url.href.slice(DIST.href.length);
    if (modules.has(path)) return;
    modules.add(path);
    for (const [, name = '', dynamicName] of readFileSync(fileURLToPath(url), 'utf8').matchAll(IMPORT)) {
      if (isStart && dynamicName !== undefined) continue;
      const specifier = dynamicName ?? name;
      if (specifier.startsWith('.')) visit(new URL(specifier, url));
      else packages.add(specifier);
    }
  };
  visit(new URL(entry, DIST));
  return { modules, packages };
}
