import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { failure, listen, openClient } from '../../../test/fakes/loopback.ts';
import { type ServerSocket, takeWebSockets } from '../../../test/fakes/web-socket-server.ts';

async function serveSockets(onOpen: (socket: ServerSocket, request: IncomingMessage) => void) {
  const server = createServer((_asked, answer) => void answer.writeHead(404).end());
  takeWebSockets(server, onOpen);
  return listen(server);
}

const nobody = { onMessage: () => undefined, onClose: () => undefined };
const idle = () => new AbortController().signal;

/** Opens one and gathers what it tells, until it ends. */
async function gather(origin: string, signal = idle()) {
  const heard: (string | Buffer)[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const url = `${origin}/ws?clientId=a`;
  const onMessage = (message: string | Buffer) => heard.push(message);
  const socket = await openClient([origin]).openSocket({ url, signal, onMessage, onClose: end });
  return { heard, ended, socket };
}

describe('a WebSocket', () => {
  it('brings texts and bytes in their order, and tells its end', async () => {
    const large = Buffer.alloc(100_000, 7);
    let asked: IncomingMessage | undefined;
    const { origin } = await serveSockets((socket, request) => {
      asked = request;
      socket.send('{"type":"status"}');
      socket.send(Buffer.from([0, 0, 0, 1, 255]));
      socket.send(large);
      setTimeout(() => socket.end(), 20);
    });
    const { heard, ended } = await gather(origin);
    await ended;
    expect(asked?.url).toBe('/ws?clientId=a');
    // ComfyUI refuses an Origin that is not its own.
    expect(asked?.headers.origin).toBeUndefined();
    expect(heard).toEqual(['{"type":"status"}', Buffer.from([0, 0, 0, 1, 255]), large]);
  });

  it('closes when whoever asked gives up', async () => {
    const { origin, sockets } = await serveSockets(() => undefined);
    const controller = new AbortController();
    const { ended } = await gather(origin, controller.signal);
    controller.abort();
    await ended;
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('says that nothing was opened where the server has none, or is gone', async () => {
    const { origin } = await listen(createServer((_, answer) => void answer.writeHead(404).end()));
    const client = openClient([origin, 'http://127.0.0.1:9']);
    for (const url of [`${origin}/ws`, 'http://127.0.0.1:9/ws']) {
      const error = await failure(client.openSocket({ url, signal: idle(), ...nobody }));
      expect(error).toMatchObject({ kind: 'unreachable', sent: false });
    }
  });

  it('waits no longer for the handshake than it is told', async () => {
    const server = createServer();
    server.on('upgrade', () => undefined);
    const { origin } = await listen(server);
    const asked = { url: `${origin}/ws`, signal: idle(), openMs: 50, ...nobody };
    expect(await failure(openClient([origin]).openSocket(asked))).toMatchObject({
      kind: 'timeout',
    });
  });

  it('goes to nobody the operator did not name', async () => {
    let opened = 0;
    const { origin } = await serveSockets(() => {
      opened += 1;
    });
    const asked = { url: `${origin}/ws`, signal: idle(), ...nobody };
    expect(await failure(openClient([]).openSocket(asked))).toMatchObject({
      kind: 'address-refused',
      sent: false,
    });
    await sleep(20);
    expect(opened).toBe(0);
  });
});
