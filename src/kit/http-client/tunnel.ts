import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { socketHost } from './address-guard.ts';
import { proxyCredentials } from './proxy.ts';

/**
 * A connector for undici that reaches `https:` targets through `CONNECT`. The tunnel and the TLS
 * handshake in it have `connectMs` each; a proxy that refuses or hangs up fails the connection.
 */
export async function tunnelConnector(
  proxy: URL,
  connectMs: number,
): Promise<buildConnector.connector> {
  const undici = await import('undici');
  const secure = undici.buildConnector({ timeout: connectMs });
  return (options, callback) => {
    const host = options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname;
    openTunnel(proxy, `${host}:${options.port || '443'}`, connectMs)
      .then((socket) => secure({ ...options, httpSocket: socket }, callback))
      .catch((error: Error) => callback(error, null));
  };
}

function openTunnel(proxy: URL, target: string, connectMs: number): Promise<Socket> {
  const options: RequestOptions = {
    agent: false,
    host: socketHost(proxy),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...proxyCredentials(proxy) },
  };
  return new Promise((resolve, reject) => {
    const request = proxy.protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
    const timer = setTimeout(
      () => request.destroy(new Error(`The proxy did not answer within ${connectMs} ms`)),
      connectMs,
    );
    request.once('connect', (answer, socket: Socket, head) => {
      clearTimeout(timer);
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`The proxy answered ${answer.statusCode} to CONNECT`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('response', (answer) => {
      request.destroy(new Error(`The proxy answered ${answer.statusCode} to CONNECT`));
    });
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
}
