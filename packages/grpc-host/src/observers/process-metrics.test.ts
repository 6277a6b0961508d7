import { performance } from 'node:perf_hooks';
import { setTimeout as delay, setImmediate as timersToRun } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { run } from 'test-kit';
import { measureCalls } from './call-metrics.js';
import { measureProcess } from './process-metrics.js';

function startMeasuring() {
  const registry = new Registry();
  measureCalls(registry, 'grpc_server');
  const stop = measureProcess(registry);
  const lag = async (statistic: string): Promise<number> => {
    const lines = (await registry.metrics()).split('\n');
    const line = lines.find((each) => each.startsWith(`nodejs_eventloop_lag_${statistic}_seconds `));
    return Number(line?.split(' ')[1]);
  };
  return { registry, lag, [Symbol.dispose]: stop };
}

describe("every metric's name", () => {
  test('ends in _total if it is a counter, and only then', async () => {
    using measured = startMeasuring();
    const metrics = await measured.registry.getMetricsAsJSON();
    const named = metrics.filter(({ name }) => name.endsWith('_total')).map(({ name }) => name);
    // The types say that `type` is a number; it is the word that Prometheus gets.
    const counters = metrics.filter(({ type }) => String(type) === 'counter').map(({ name }) => name);
    expect(named).toEqual(counters);
    expect(counters).toContain('process_cpu_seconds_total');
  });

  test('is there for what a dashboard of Node shows', async () => {
    using measured = startMeasuring();
    const names = measured.registry.getMetricsAsArray().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'nodejs_active_handles',
        'nodejs_active_requests',
        'nodejs_eventloop_lag_seconds',
        'nodejs_eventloop_lag_p99_seconds',
        'nodejs_gc_duration_seconds',
        'process_resident_memory_bytes',
      ]),
    );
  });
});

describe('the lag of the event loop', () => {
  test('is how late it was, without the time between two looks', async () => {
    using measured = startMeasuring();
    // On a busy machine it may be late for a while.
    let lag = 0;
    while (lag === 0 || lag > 0.09) {
      await delay(150);
      lag = await measured.lag('max');
    }
  });

  test('costs an idle process no more than ten looks a second', async () => {
    // In a process of its own: this one may still close what another test used.
    const script = `
      import { performance } from 'node:perf_hooks';
      import { Registry } from 'prom-client';
      import { measureCalls } from './dist/observers/call-metrics.js';
      import { measureProcess } from './dist/observers/process-metrics.js';
      const registry = new Registry();
      measureCalls(registry, 'grpc_server');
      const stop = measureProcess(registry);
      const { uvMetricsInfo } = performance.nodeTiming;
      setTimeout(() => {
        console.log(performance.nodeTiming.uvMetricsInfo.loopCount - uvMetricsInfo.loopCount);
        stop();
      }, 500);`;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const { code, stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd });
    expect(code).toBe(0);
    expect(Number(stdout)).toBeGreaterThan(1);
    expect(Number(stdout)).toBeLessThan(25);
  });

  test('shows what stopped the loop, once', async () => {
    using measured = startMeasuring();
    // The first look comes after 100 ms. On a busy machine this timer may be run before it; what runs after all timers is not.
    await delay(150);
    await timersToRun();
    const until = performance.now() + 400;
    while (performance.now() < until);
    await timersToRun();
    expect(await measured.lag('max')).toBeGreaterThan(0.25);
    expect(await measured.lag('max')).toBe(0);
  });
});
