import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { MAX_TIMER_MS } from '../limits.js';

/** How often the delay of the event loop is measured, in milliseconds. Each time wakes an idle process. */
const INTERVAL_MS = 100;

/** prom-client's names for the delays since the last scrape. Of several processes, the worst counts. */
const DELAYS: Readonly<Record<string, (histogram: IntervalHistogram) => number>> = {
  nodejs_eventloop_lag_min_seconds: ({ min }) => delayOf(min),
  nodejs_eventloop_lag_max_seconds: ({ max }) => delayOf(max),
  nodejs_eventloop_lag_mean_seconds: ({ mean }) => delayOf(mean),
  nodejs_eventloop_lag_stddev_seconds: ({ stddev }) => stddev / 1e9,
  nodejs_eventloop_lag_p50_seconds: (histogram) => delayOf(histogram.percentile(50)),
  nodejs_eventloop_lag_p90_seconds: (histogram) => delayOf(histogram.percentile(90)),
  nodejs_eventloop_lag_p99_seconds: (histogram) => delayOf(histogram.percentile(99)),
};

/**
 * Registers the metrics of Node and of the process under prom-client's names.
 *
 * @returns stops measuring
 */
export function measureProcess(registry: Registry): () => void {
  // prom-client's own delays have the interval in them, so they are wrong unless it is short.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: MAX_TIMER_MS });
  for (const name of Object.keys(DELAYS)) registry.removeSingleMetric(name);
  removeGaugesNamedTotal(registry);
  const histogram = monitorEventLoopDelay({ resolution: INTERVAL_MS });
  histogram.enable();
  addDelays(registry, histogram);
  return () => histogram.disable();
}

/** Only counters may have names that end in `_total`: `promtool check metrics` fails on others. */
function removeGaugesNamedTotal(registry: Registry): void {
  for (const metric of registry.getMetricsAsArray()) {
    if (metric instanceof Gauge && metric.name.endsWith('_total')) registry.removeSingleMetric(metric.name);
  }
}

function addDelays(registry: Registry, histogram: IntervalHistogram): void {
  // The first one sets all of them, because a scrape then clears the histogram.
  const collect = () => {
    for (const { gauge, read } of gauges) gauge.set(histogram.count === 0 ? 0 : read(histogram));
    histogram.reset();
  };
  const gauges = Object.entries(DELAYS).map(([name, read], index) => {
    const help = 'How late the event loop was since the last scrape.';
    const options = { name, help, aggregator: 'max' as const, registers: [registry] };
    return { gauge: new Gauge(index === 0 ? { ...options, collect } : options), read };
  });
}

/** Node measures the time from one look to the next; what is beyond the interval is the delay. In seconds. */
function delayOf(ns: number): number {
  return Math.max(0, ns / 1e9 - INTERVAL_MS / 1e3);
}
