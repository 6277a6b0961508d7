import { RunningProcess } from 'test-kit';

/** Locks files in a process that is killed then. */
export async function crashedLocks(...paths: readonly string[]): Promise<void> {
  await crash('file-lock.js', (path) => `module.lockFile(${JSON.stringify(path)})`, paths);
}

/** Prepares locks for places in a process that is killed before it moves them in. */
export async function crashedPreparations(...places: readonly string[]): Promise<void> {
  await crash('own-lock.js', (place) => `module.OwnLock.prepare(${JSON.stringify(place)})`, places);
}

async function crash(name: string, call: (path: string) => string, paths: readonly string[]): Promise<void> {
  const module = new URL(`../json-file/${name}`, import.meta.url);
  const program = `
    const module = await import('${module}');
    await Promise.all([${paths.map(call).join()}]);
    console.log('ready');
    setInterval(() => undefined, 1_000);`;
  await using holder = new RunningProcess(process.execPath, ['--input-type=module', '-e', program]);
  await holder.printed(/^ready$/m);
}
