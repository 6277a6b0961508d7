import { createMetrics, type Metrics, type MetricsOptions, type MetricValues } from './metrics.js';
import { serveMetrics } from './metrics-endpoint.js';

/** The metrics of a host, and where they are served. */
export interface HostMetrics extends Pick<Metrics, 'observer' | 'close'> {
  /** Undefined if another process serves them. */
  readonly port: number | undefined;
  read(): Promise<MetricValues>;
}

/**
 * Measures a host, and serves the metrics if there is a port for them.
 *
 * @throws Error with the system's `code` if the port can't be listened on
 */
export async function measureHost(options: MetricsOptions, port: number | undefined): Promise<HostMetrics> {
  const { registry, observer, close } = createMetrics(options);
  try {
    const endpoint = port === undefined ? undefined : await serveMetrics(port, () => registry);
    return {
      observer,
      port: endpoint?.port,
      read: () => registry.getMetricsAsJSON(),
      close() {
        close();
        endpoint?.close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}
