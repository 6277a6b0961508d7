/** SIGHUP says that the terminal is gone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * How long the first one may take to come on all its ways, in milliseconds: one that is sent to a group of processes reaches
 * the server itself, and again from each program above it that passes its own on, as pnpm does.
 */
const ARRIVAL_MS = 500;

/** The signals that end a process: the first one in order, one that comes later at once. */
export class StopSignals {
  /** The first one. */
  readonly first: Promise<NodeJS.Signals>;
  /** Is called before another one ends the process. */
  onAgain: (signal: NodeJS.Signals) => void = () => {};
  #cameAt = Number.NEGATIVE_INFINITY;

  constructor(process: NodeJS.Process) {
    this.first = new Promise((resolve) => {
      const onSignal = (signal: NodeJS.Signals) => {
        // A terminal that is closed sends several, and systemd can send one right after SIGTERM: no person is impatient.
        if (this.haveCome && signal === 'SIGHUP') return;
        if (performance.now() - this.#cameAt < ARRIVAL_MS) return;
        if (this.haveCome) {
          this.onAgain(signal);
          process.exit(1);
        }
        this.#cameAt = performance.now();
        resolve(signal);
      };
      for (const signal of SIGNALS) process.on(signal, onSignal);
    });
  }

  /** Whether one has come. */
  get haveCome(): boolean {
    return this.#cameAt > 0;
  }
}
