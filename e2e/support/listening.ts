import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A loopback port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits until somebody listens. False when that took too long, or `isAlive` said no before. */
export async function untilListening(
  port: number,
  isAlive: () => boolean,
  seconds: number,
): Promise<boolean> {
  for (let tries = 0; tries < seconds * 5; tries++) {
    if (await canConnect(port)) return true;
    if (!isAlive()) return false;
    await sleep(200);
  }
  return false;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
