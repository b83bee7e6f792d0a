import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** The server's end of a WebSocket. */
export interface ServerSocket {
  send(message: string | Buffer): void;
  end(): void;
}

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Lets an HTTP server of a test take WebSockets (RFC 6455); what clients say is not read. */
export function takeWebSockets(
  server: Server,
  onOpen: (socket: ServerSocket, request: IncomingMessage) => void,
): void {
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1').update(`${key}${magic}`).digest('base64');
    socket.on('error', () => undefined);
    socket.write(
      [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${accept}`,
        '\r\n',
      ].join('\r\n'),
    );
    // A close frame is answered by hanging up.
    socket.on('data', (data: Buffer) => (data[0] ?? 0) === 0x88 && socket.end());
    onOpen(
      {
        send(message) {
          const body = Buffer.from(message);
          socket.write(Buffer.concat([head(typeof message === 'string' ? 1 : 2, body), body]));
        },
        end: () => socket.destroy(),
      },
      request,
    );
  });
}

function head(kind: number, { length }: Buffer): Buffer {
  if (length < 126) return Buffer.from([0x80 | kind, length]);
  if (length < 65_536) return Buffer.from([0x80 | kind, 126, length >> 8, length & 255]);
  const wide = Buffer.alloc(10);
  wide[0] = 0x80 | kind;
  wide[1] = 127;
  wide.writeBigUInt64BE(BigInt(length), 2);
  return wide;
}
