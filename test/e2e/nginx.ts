import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPort } from '../fakes/free-port.ts';

/** A real nginx in front of a server, on this machine alone. */
export interface Nginx {
  url: string;
  close(): Promise<void>;
}

/** Starts one that answers 504 where the server says nothing for so many seconds. */
export function startNginx(target: string, patienceSeconds: number): Promise<Nginx> {
  return runNginx((port) => configure(port, target, patienceSeconds));
}

/** Starts one with what its `http` block is to hold, which is told the port to listen on. */
export async function runNginx(http: (port: number) => string): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-nginx-'));
  const port = await findPort();
  await writeFile(join(folder, 'nginx.conf'), complete(http(port)));
  const words = ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'];
  const child = spawn('/usr/sbin/nginx', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) throw new Error(`nginx did not start: ${said}`);
    await sleep(50);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Passes on as most people set it up. */
function configure(port: number, target: string, patienceSeconds: number): string {
  return `
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 64m;
    location / {
      proxy_pass ${target};
      proxy_set_header Host $http_host;
      proxy_read_timeout ${patienceSeconds}s;
    }
  }`;
}

/** One process that writes into its own folder alone. */
function complete(http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
pid nginx.pid;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${name};`).join('\n  ')}
  ${http}
}
`;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
