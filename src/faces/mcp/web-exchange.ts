import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Node's request as a web one without its body, which was read already. It is aborted when the
 * client leaves before it has its answer.
 */
export function toWebRequest(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  const left = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) left.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const line of [value].flat()) if (line !== undefined) headers.append(name, line);
  }
  const { method = 'GET', url = '/' } = incoming;
  // Only the path is looked at; whom it was meant for was checked in front.
  return new Request(new URL(url, 'http://localhost'), { method, headers, signal: left.signal });
}

/** Sends a web response, each piece as soon as it comes; ends it when the client leaves. */
export async function sendWebResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  if (headers['content-type']?.startsWith('text/event-stream')) {
    // Proxies that gather pieces would hold progress back.
    headers['x-accel-buffering'] = 'no';
  }
  outgoing.writeHead(response.status, headers);
  const reader = response.body?.getReader();
  if (!reader) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  const left = () => void reader.cancel().catch(() => {});
  outgoing.once('close', left);
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (!outgoing.write(piece.value)) await drained(outgoing);
    }
    outgoing.end();
  } finally {
    outgoing.off('close', left);
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.once('drain', done);
    outgoing.once('close', done);
  });
}
