import type { QueuedMessage } from './message-queue.ts';

/** Sends messages to a topic, and rejects when the broker did not take all of them. */
export interface MessageProducer {
  send(topic: string, messages: readonly QueuedMessage[]): Promise<void>;
  close(): Promise<void>;
}
