import type { Flood, TrafficShape } from './traffic.ts';

/** What to send, where, how fast. */
export interface LoadOptions {
  readonly grpc: string;
  /** What is sent; segments when left out. */
  readonly kind?: 'segments' | 'logs';
  /** How many of them, in all and a second (0: as fast as they are taken). */
  readonly segments: number;
  readonly perStream: number;
  readonly rate: number;
  readonly connections?: number;
  readonly shape?: TrafficShape;
  /** Distinct segments, sent in turn; default 4,000. All names of a shape stand in its product of numbers. */
  readonly templates?: number;
  /** Times lie in the last so many minutes, spread evenly; 0 is now. */
  readonly spreadMinutes?: number;
  readonly serialFrom?: number;
  /** All segments start at this instant, epoch ms; absent: when they are sent. */
  readonly atMs?: number;
  /** Gives every segment a service, instance or endpoint name of its own. */
  readonly flood?: Flood;
  /** Prints `ack <epoch ms> <first serial> <count>` for each accepted stream. */
  readonly acks?: boolean;
}
