import { Registry } from 'prom-client';
import type { CallObserver } from '../call-observer.js';
import { measureCalls } from './call-metrics.js';
import { measureProcess } from './process-metrics.js';
import { measureProgram, type ProgramMetric } from './program-metrics.js';

/** What go-grpc-prometheus begins its names with. */
const METRICS_PREFIX = 'grpc_server';

/** Metrics with their values at one moment, as another process can take them. */
export type MetricValues = Readonly<Awaited<ReturnType<Registry['getMetricsAsJSON']>>>;

/** The metrics of a host in this process. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts the calls that it sees. */
  readonly observer: CallObserver;
  /** Stops measuring. */
  close(): void;
}

/** What to measure. */
export interface MetricsOptions {
  /** What the names of the metrics of calls begin with. Default: that of go-grpc-prometheus. */
  readonly prefix?: string | undefined;
  /** What else to measure. Default: nothing. */
  readonly programMetrics?: readonly ProgramMetric[] | undefined;
}

/** Measures calls, the process and the program. */
export function createMetrics({ prefix = METRICS_PREFIX, programMetrics = [] }: MetricsOptions): Metrics {
  const registry = new Registry();
  const close = measureProcess(registry);
  measureProgram(registry, programMetrics);
  return { registry, observer: measureCalls(registry, prefix), close };
}
