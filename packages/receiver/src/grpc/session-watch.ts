import type { ServerHttp2Session } from 'node:http2';
import type { Clock } from '@stormpetrel/base';
import type { GrpcLimits } from '../limits.ts';
import type { CallPeer } from './http2-call.ts';
import type { GrpcTelemetry } from './grpc-telemetry.ts';

/** One connection, and what has been seen of it. */
export interface WatchedSession extends CallPeer {
  readonly session: ServerHttp2Session;
  openCalls: number;
  greeted: boolean;
  lastActiveMs: number;
  lastCallMs: number;
  pingedAtMs: number | undefined;
}

/** Ends connections that never speak, no longer answer, or are of no more use. One sweep for all, no timer for each. */
export class SessionWatch {
  readonly #limits: GrpcLimits;
  readonly #clock: Clock;
  readonly #telemetry: GrpcTelemetry;
  readonly #sessions = new Map<ServerHttp2Session, WatchedSession>();

  constructor(limits: GrpcLimits, clock: Clock, telemetry: GrpcTelemetry) {
    this.#limits = limits;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  get size(): number {
    return this.#sessions.size;
  }

  sessions(): Iterable<ServerHttp2Session> {
    return this.#sessions.keys();
  }

  add(session: ServerHttp2Session): void {
    const nowMs = this.#clock.monotonicMs();
    this.#sessions.set(session, {
      session,
      remoteAddress: addressOf(session),
      active: true,
      openCalls: 0,
      greeted: false,
      lastActiveMs: nowMs,
      lastCallMs: nowMs,
      pingedAtMs: undefined,
    });
    session.once('remoteSettings', () => {
      const watched = this.#sessions.get(session);
      if (watched !== undefined) watched.greeted = true;
    });
    session.once('close', () => this.#sessions.delete(session));
  }

  get(session: ServerHttp2Session | undefined): WatchedSession | undefined {
    return session === undefined ? undefined : this.#sessions.get(session);
  }

  sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const watched of this.#sessions.values()) this.#look(watched, nowMs);
  }

  #look(watched: WatchedSession, nowMs: number): void {
    const limits = this.#limits;
    if (watched.active) {
      watched.active = false;
      watched.lastActiveMs = nowMs;
    }
    if (watched.openCalls > 0) watched.lastCallMs = nowMs;
    const silentMs = nowMs - watched.lastActiveMs;
    if (!watched.greeted) {
      if (silentMs >= limits.handshakeTimeoutMs) {
        this.#end(watched, 'handshake-timeout', 'a connection was opened and nothing was said');
      }
      return;
    }
    if (nowMs - watched.lastCallMs >= limits.idleConnectionMs) {
      this.#telemetry.refused(
        'idle',
        'a connection without calls is closed',
        watched.remoteAddress,
      );
      watched.session.close();
      watched.lastCallMs = nowMs;
      return;
    }
    if (watched.pingedAtMs !== undefined) {
      if (nowMs - watched.pingedAtMs >= limits.keepaliveTimeoutMs) {
        this.#end(watched, 'keepalive-timeout', 'a connection does not answer a ping');
      }
      return;
    }
    if (silentMs >= limits.keepaliveIntervalMs) this.#ping(watched, nowMs);
  }

  #ping(watched: WatchedSession, nowMs: number): void {
    if (watched.session.destroyed || watched.session.closed) return;
    watched.pingedAtMs = nowMs;
    watched.session.ping((error) => {
      if (error !== null) return;
      watched.pingedAtMs = undefined;
      watched.active = true;
    });
  }

  #end(watched: WatchedSession, reason: 'handshake-timeout' | 'keepalive-timeout', text: string) {
    this.#telemetry.refused(reason, text, watched.remoteAddress);
    watched.session.destroy();
  }
}

function addressOf(session: ServerHttp2Session): string {
  const { socket } = session;
  return `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
}
