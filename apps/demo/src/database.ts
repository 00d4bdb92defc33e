import { type Server, createServer } from 'node:net';
import { PGlite } from '@electric-sql/pglite';

/** SSLRequest of PostgreSQL's protocol: length 8, code 80877103. */
const sslRequestCode = 80_877_103;

/**
 * A real PostgreSQL without an installation: PGlite behind a loopback socket, with the shop's books in it.
 * PGlite knows one session, which the only client (the catalogue's pool of one) keeps.
 */
export async function startDatabase(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const database = await PGlite.create();
  await database.exec('create table book (id int primary key, title text, price int)');
  await database.exec(
    "insert into book select i, 'Book ' || i, 5 + i % 40 from generate_series(1, 200) i",
  );
  const server = createServer((socket) => {
    let turn = Promise.resolve();
    socket.on('error', () => socket.destroy());
    socket.on('data', (data: Buffer) => {
      turn = turn.then(async () => {
        if (data.length === 8 && data.readInt32BE(4) === sslRequestCode) socket.write('N');
        else socket.write(await database.execProtocolRaw(new Uint8Array(data)));
      });
      turn.catch(() => socket.destroy());
    });
  });
  const port = await listen(server);
  return {
    port,
    async close() {
      server.close();
      await database.close();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}
