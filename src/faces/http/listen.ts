import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../core/errors.ts';

const sweepMilliseconds = 50;

/** Whether only programs on this machine can reach a listener on this address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Binds servers to one port: `localhost` takes both families, each with a server of its own.
 * Resolves with the port; throws `port_taken` with the command that finds who holds it.
 */
export async function listen(
  make: () => Server,
  host: string,
  port: number,
): Promise<{ port: number; servers: Server[] }> {
  const servers: Server[] = [];
  const addresses = host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
  let bound = port;
  for (const address of addresses) {
    const server = make();
    try {
      server.listen(bound, address);
      await once(server, 'listening');
      bound = (server.address() as AddressInfo).port;
      servers.push(server);
    } catch (thrown) {
      // A machine without IPv6 is no reason not to serve.
      if (servers.length > 0 && !isTaken(thrown)) continue;
      for (const other of servers) other.close();
      throw explain(thrown, address, bound);
    }
  }
  return { port: bound, servers };
}

function isTaken(thrown: unknown): boolean {
  return codeOf(thrown) === 'EADDRINUSE';
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}

function explain(thrown: unknown, address: string, port: number): unknown {
  const cause = thrown;
  switch (codeOf(thrown)) {
    case 'EADDRINUSE':
      return portTaken(port);
    case 'EACCES': {
      const expected = { en: 'a port this user may listen on', zh: '当前用户可以监听的端口' };
      return new AppError('wrong_setting', { name: 'PORT', expected, got: port }, { cause });
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN': {
      const expected = { en: 'an address of this machine', zh: '本机的地址' };
      const got = JSON.stringify(address);
      return new AppError('wrong_setting', { name: 'HOST', expected, got }, { cause });
    }
    default:
      return thrown;
  }
}

function portTaken(port: number): AppError {
  const command =
    process.platform === 'win32'
      ? `netstat -ano | findstr :${port}`
      : process.platform === 'darwin'
        ? `lsof -nP -iTCP:${port} -sTCP:LISTEN`
        : `ss -ltnp 'sport = :${port}'`;
  return new AppError('port_taken', { port, command });
}

/** Stops taking connections, and resolves when the last answer under way is out. */
export async function stopListening(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      // A connection that is kept alive becomes idle only after its answer is out.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepMilliseconds);
      server.closeIdleConnections();
      await closed;
      clearInterval(sweep);
    }),
  );
}
