import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { postgresAccount, postgresEnvironment } from './postgres-programs.js';

// A process of its own beside each PostgresCluster, whose end it waits for: the standard input ends when the test closes
// it, and also when the process of the test is killed.
const [folder = '', control = '', data = ''] = process.argv.slice(2);

process.stdin.resume().on('end', () => {
  spawnSync(control, ['stop', '--silent', '--mode=immediate', `--pgdata=${data}`], {
    cwd: folder,
    env: postgresEnvironment(),
    stdio: 'ignore',
    windowsHide: true,
    ...postgresAccount(),
  });
  // The last of its processes may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});
