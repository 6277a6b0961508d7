import { setTimeout as delay } from 'node:timers/promises';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { createMetrics, type MetricsOptions, type MetricValues } from './metrics.js';
import { type MetricsEndpoint, serveMetrics } from './metrics-endpoint.js';

/** The kinds of metrics that only grow. */
const CUMULATIVE = ['counter', 'histogram'];

/** How long a process may take to give its metrics, in milliseconds. */
const PATIENCE_MS = 1_000;

/** Another process with metrics. */
export interface MetricsSource {
  /** Its metrics now; undefined if it can't read them. */
  readMetrics(): Promise<MetricValues | undefined>;
}

/**
 * Serves the metrics of this process and of others as one.
 *
 * @param port 0 takes a free one
 * @param sources the other processes, as they are at a scrape
 * @throws Error with the system's `code` if the port can't be listened on
 */
export async function serveSharedMetrics(
  options: MetricsOptions & { readonly port: number },
  sources: () => Iterable<MetricsSource>,
): Promise<MetricsEndpoint> {
  const { registry, close } = createMetrics(options);
  const others = new SourceMetrics();
  const collect = async () => aggregate([await registry.getMetricsAsJSON(), ...(await others.collect(sources()))]);
  const endpoint = await serveMetrics(options.port, collect);
  return {
    port: endpoint.port,
    close() {
      close();
      endpoint.close();
    },
  };
}

/**
 * The metrics of processes that come and go. One that doesn't answer counts with what it said last, and one that has
 * ended keeps its counters: if a sum fell, Prometheus would take it for a restart, and count all of it again.
 */
class SourceMetrics {
  readonly #last = new Map<MetricsSource, MetricValues>();
  /** The counters of the processes that have ended. */
  #ended: MetricValues = [];

  #collecting: Promise<MetricValues[]> | undefined;

  /** Whoever asks while they are being collected gets the same. */
  async collect(sources: Iterable<MetricsSource>): Promise<MetricValues[]> {
    this.#collecting ??= this.#collect(sources);
    try {
      return await this.#collecting;
    } finally {
      this.#collecting = undefined;
    }
  }

  async #collect(sources: Iterable<MetricsSource>): Promise<MetricValues[]> {
    const present = new Set(sources);
    await Promise.all([...present].map((source) => this.#read(source)));
    for (const source of this.#last.keys()) if (!present.has(source)) await this.#end(source);
    return [this.#ended, ...this.#last.values()];
  }

  async #read(source: MetricsSource): Promise<void> {
    const values = await Promise.race([source.readMetrics(), delay(PATIENCE_MS, undefined, { ref: false })]);
    if (values !== undefined) this.#last.set(source, values);
  }

  async #end(source: MetricsSource): Promise<void> {
    const values = this.#last.get(source) ?? [];
    this.#last.delete(source);
    const cumulative = values.filter(({ type }) => CUMULATIVE.includes(String(type)));
    this.#ended = await aggregate([this.#ended, cumulative]).getMetricsAsJSON();
  }
}

function aggregate(values: readonly MetricValues[]): Registry {
  return AggregatorRegistry.aggregate(values.map((metrics) => [...metrics]));
}
