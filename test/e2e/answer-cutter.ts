import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on which answers break off. */
export interface AnswerCutter {
  url: string;
  /** Cuts the next answer behind so many bytes, once; 0 lets nothing of it through. */
  cutAfter(bytes: number): void;
  /** How many were cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** Opens a way to a server of this machine. */
export async function openAnswerCutter(target: string): Promise<AnswerCutter> {
  const { port } = new URL(target);
  const sockets = new Set<Socket>();
  let left: number | undefined;
  let cuts = 0;

  const relay = createServer((client) => {
    const server = connect(Number(port), '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.pipe(server);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    server.on('data', (chunk) => {
      if (left === undefined) return void client.write(chunk);
      if (chunk.length <= left) {
        left -= chunk.length;
        return void client.write(chunk);
      }
      const last = chunk.subarray(0, left);
      left = undefined;
      cuts += 1;
      server.destroy();
      if (last.length === 0) return void client.destroy();
      client.write(last, () => client.destroy());
    });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();

  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    cutAfter(bytes) {
      left = bytes;
    },
    get cuts() {
      return cuts;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      relay.close();
      await once(relay, 'close');
    },
  };
}
