import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What becomes of a message in which the connection breaks: it is lost, it arrives but its answer is
 * lost, or it arrives only after the client has noticed.
 */
export type Cut = 'lost' | 'arrives' | 'arrives late';

/** A way to a server, in the middle of which connections can be cut. */
export interface CuttingProxy {
  port: number;
  /** Breaks the next connection that says this, once. */
  cutAt(word: string, cut: Cut): void;
  /** How many connections it has cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** Opens a way to a port of this machine. */
export async function openCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  let armed: { word: string; cut: Cut } | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();

  async function breakOff(client: Socket, server: Socket, chunk: Buffer, cut: Cut): Promise<void> {
    client.destroy();
    if (cut === 'arrives late') await sleep(150);
    if (cut !== 'lost') await new Promise((resolve) => server.write(chunk, resolve));
    if (cut !== 'lost') await new Promise((resolve) => server.once('data', resolve));
    server.destroy();
  }

  const proxy = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    let broken = false;
    client.on('data', (chunk) => {
      if (broken) return;
      if (!armed || !chunk.includes(armed.word)) {
        server.write(chunk);
        return;
      }
      const { cut } = armed;
      armed = undefined;
      broken = true;
      cuts += 1;
      void breakOff(client, server, chunk, cut);
    });
    server.on('data', (chunk) => !client.destroyed && client.write(chunk));
    client.on('close', () => !broken && server.destroy());
    server.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    port: address.port,
    cutAt(word, cut) {
      armed = { word, cut };
    },
    get cuts() {
      return cuts;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
