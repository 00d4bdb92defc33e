/** What an exporter holds while the other side is slow or gone. Past it, what comes is dropped and counted. */
export const exporterLimits = {
  /** Bytes of segments, and as many of logs, that wait for the broker. How many: `exporter.bufferChannelSize` × `bufferChannelNum`. */
  queuedBytesMax: 64 << 20,
  /** Messages, and their bytes, in one request to the broker. */
  sendMessagesMax: 500,
  sendBytesMax: 512 << 10,
  /** A request to the broker, retries included, takes no longer. */
  sendTimeoutMs: 30_000,
  /** Metrics that a subscription may name; further ones are not looked at. */
  subscribedMetricsMax: 10_000,
  /** The pauses between two readings of the subscription, and how long one and an export may take: those of upstream. */
  subscriptionPeriodMs: 30_000,
  callDeadlineMs: 10_000,
  /** What is left is sent within this time when the server stops. */
  closeWithinMs: 3_000,
  /** One log line of a kind in each such period. */
  logPeriodMs: 10_000,
} as const;
