import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between a host and the S3 server it speaks to. */
export interface S3Relay {
  origin: string;
  /** The requests that came, oldest first, as `PUT /bucket/key`. */
  readonly asked: readonly string[];
  /** `down` answers as an S3 in trouble, `silent` takes everything and never answers. */
  become(state: 'well' | 'down' | 'silent'): void;
  close(): Promise<void>;
}

const trouble =
  '<?xml version="1.0"?><Error><Code>ServiceUnavailable</Code><Message>Please retry.</Message></Error>';

/** Passes everything on as it came, so that signatures hold; understands a proxy's requests too. */
export async function startS3Relay(target: string): Promise<S3Relay> {
  const asked: string[] = [];
  let state: 'well' | 'down' | 'silent' = 'well';
  const server = createServer((incoming, outgoing) => {
    const { method = '', rawHeaders } = incoming;
    const path = (incoming.url ?? '').replace(/^http:\/\/[^/]+/, '');
    asked.push(`${method} ${path}`);
    if (state === 'silent') return void incoming.resume();
    if (state === 'down') {
      incoming.resume().once('end', () => {
        outgoing.writeHead(503, { 'content-type': 'application/xml' }).end(trouble);
      });
      return;
    }
    const { hostname, port } = new URL(target);
    const options = { hostname, port, method, path, headers: rawHeaders, setHost: false };
    const onward = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.on('close', () => incoming.complete || onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    become(next) {
      state = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
