import { Counter, Gauge, type Registry } from 'prom-client';

/** A number of the program that the metrics serve beside those of calls. */
export interface ProgramMetric {
  /** The whole name: `movie_store_connected`. That of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  /** A counter only grows while the process runs. */
  readonly kind: 'counter' | 'gauge';
  /** How the numbers of several processes become one. Default: their sum. */
  readonly aggregator?: 'sum' | 'min' | 'max' | undefined;
  /** The number now. Called for each scrape. */
  readonly read: () => number;
}

/** Registers metrics that are read when Prometheus asks. */
export function measureProgram(registry: Registry, metrics: readonly ProgramMetric[]): void {
  for (const { name, help, kind, aggregator = 'sum', read } of metrics) {
    const collect = function (this: Counter | Gauge) {
      this.reset();
      this.inc(read());
    };
    const options = { name, help, aggregator, registers: [registry], collect };
    if (kind === 'counter') new Counter(options);
    else new Gauge(options);
  }
}
