import type { Attributes, Histogram, MeterProvider } from '@opentelemetry/api';
import type { CallObserver } from '../call-observer.js';
import type { Protocol } from '../call-transport.js';
import type { Method } from '../service.js';
import { type OpenTelemetry, openTelemetry } from './open-telemetry.js';
import { methodAttributes, outcomeAttributes } from './rpc-attributes.js';

/** What the conventions advise, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Measures how long calls take, for the OpenTelemetry SDK of the process if it has set up one. */
export function measureDurations(meterName: string): CallObserver {
  const attributesOf = attributesByCode();
  let provider: MeterProvider | undefined;
  let durations: Histogram | undefined;
  const currentHistogram = ({ metrics }: OpenTelemetry) => {
    // The API of metrics, unlike that of traces, hands out nothing that works once an SDK is set up.
    const current = metrics.getMeterProvider();
    if (!durations || current !== provider) durations = createHistogram(current, meterName);
    provider = current;
    return durations;
  };
  return {
    ended({ method, protocol }, { code, durationMs }) {
      const api = openTelemetry();
      if (api) currentHistogram(api).record(durationMs / 1000, attributesOf(method, protocol, code));
    },
  };
}

function createHistogram(provider: MeterProvider, meterName: string): Histogram {
  return provider.getMeter(meterName).createHistogram('rpc.server.call.duration', {
    description: 'How long calls took.',
    unit: 's',
    advice: { explicitBucketBoundaries: BUCKETS },
  });
}

/** Makes the attributes of each method, protocol and code once. */
function attributesByCode(): (method: Method, protocol: Protocol, code: number) => Attributes {
  const methods = new Map<Method, Record<Protocol, Attributes[]>>();
  return (method, protocol, code) => {
    const protocols = methods.get(method) ?? { grpc: [], 'grpc-web': [], connect: [] };
    methods.set(method, protocols);
    const codes = protocols[protocol];
    codes[code] ??= { ...methodAttributes(method, protocol), ...outcomeAttributes(code) };
    return codes[code];
  };
}
