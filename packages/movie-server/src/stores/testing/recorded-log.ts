import type { StoreLog } from '../store-log.js';
import { EventLog } from './event-log.js';

/** A line of a log. */
export interface LogLine {
  readonly level: keyof StoreLog;
  readonly message: string;
}

/** A log that a test can look into. */
export class RecordedLog implements StoreLog {
  readonly lines = new EventLog<LogLine>();

  info(_details: object, message: string): void {
    this.lines.add({ level: 'info', message });
  }

  warn(_details: object, message: string): void {
    this.lines.add({ level: 'warn', message });
  }

  error(_details: object, message: string): void {
    this.lines.add({ level: 'error', message });
  }
}
