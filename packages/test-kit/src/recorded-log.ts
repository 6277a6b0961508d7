import { type LevelWithSilent, type Logger, pino } from 'pino';
import { EventLog } from './event-log.js';

/** One line of a log, as JSON gives it. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg: string };

/** A log, kept for a test to look into. */
export class RecordedLog {
  readonly lines = new EventLog<LogLine>();
  readonly logger: Logger;
  /** All that was written, as it was written. */
  text = '';

  constructor(level: LevelWithSilent = 'trace') {
    const write = (line: string) => {
      this.text += line;
      this.lines.add(JSON.parse(line));
    };
    this.logger = pino({ base: null, level }, { write });
  }

  /** The first line whose message has this in it, of those that were and those that come. */
  line(message: string): Promise<LogLine> {
    return this.lines.first(({ msg }) => msg.includes(message));
  }
}
