const tasks: (() => unknown)[] = [];

/** Remembers what to do once the test is over. */
export function later(task: () => unknown): void {
  tasks.push(task);
}

/** Does it, the newest first; for `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const task of tasks.splice(0).reverse()) await task();
}
