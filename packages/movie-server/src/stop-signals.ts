/** SIGHUP says that the terminal is gone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals that end a process: the first one in order, another one at once. */
export class StopSignals {
  /** The first one. */
  readonly first: Promise<NodeJS.Signals>;
  /** Is called before another one ends the process. */
  onAgain: (signal: NodeJS.Signals) => void = () => {};
  #haveCome = false;

  constructor(process: NodeJS.Process) {
    this.first = new Promise((resolve) => {
      const onSignal = (signal: NodeJS.Signals) => {
        // A terminal that is closed sends several, and systemd can send one right after SIGTERM: no person is impatient.
        if (this.#haveCome && signal === 'SIGHUP') return;
        if (this.#haveCome) {
          this.onAgain(signal);
          process.exit(1);
        }
        this.#haveCome = true;
        resolve(signal);
      };
      for (const signal of SIGNALS) process.on(signal, onSignal);
    });
  }

  /** Whether one has come. */
  get haveCome(): boolean {
    return this.#haveCome;
  }
}
