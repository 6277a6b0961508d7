/**
 * One end of a channel between two processes, as `process` and a worker of node:cluster have one: messages arrive once
 * and in order until it closes. A message is what the structured clone algorithm can copy. The channel may carry other
 * messages, too; the store ignores them.
 */
export interface StorePort {
  /** Sends a message; does nothing once the channel is closed. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Calls back when no more messages will come, whoever closed the channel, or whatever ended a process. */
  onClose(listener: () => void): void;
  /**
   * Closes the channel, for both ends. A hub also closes one whose worker doesn't answer: that process must end then, as
   * what it knows is out of date.
   */
  close(): void;
}
