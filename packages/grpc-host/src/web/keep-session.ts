import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { HostLimits } from '../limits.js';
import { Timers } from './timers.js';

/**
 * Closes a session that is idle, old or silent for too long, as grpc-js does with those that it has.
 *
 * @param connection of the session. It is what is cut off in the end: destroying a session writes once more, may read what
 *   comes meanwhile, and Node 20 was then seen to abort.
 */
export function keepSession(session: ServerHttp2Session, connection: Duplex, limits: HostLimits): void {
  const { maxConnectionIdle, maxConnectionAge, maxConnectionAgeGrace, keepaliveTime, keepaliveTimeout } = limits;
  const timers = new Timers();
  session.once('close', () => timers.end());
  if (maxConnectionAge > 0) {
    timers.start('age', maxConnectionAge, () => {
      session.close();
      timers.start('age', maxConnectionAgeGrace, () => connection.destroy());
    });
  }
  if (keepaliveTime > 0) {
    const ping = () => {
      // Its connection can stay half open for a while, and a ping on it would throw.
      if (session.destroyed) return;
      timers.start('ping', keepaliveTimeout, () => connection.destroy());
      session.ping(() => timers.start('ping', keepaliveTime, ping));
    };
    timers.start('ping', keepaliveTime, ping);
  }
  if (maxConnectionIdle > 0) {
    let calls = 0;
    const beIdle = () => timers.start('idle', maxConnectionIdle, () => session.close());
    beIdle();
    session.on('stream', (stream: ServerHttp2Stream) => {
      calls += 1;
      timers.stop('idle');
      stream.once('close', () => {
        calls -= 1;
        if (calls === 0) beIdle();
      });
    });
  }
}
