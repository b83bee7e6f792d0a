import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPort } from '../fakes/free-port.ts';
import { benchBundle } from './bench-bundle.ts';
import { type Program, programPath, startProgram } from './program.ts';

/** How a target is asked for one picture. */
export interface Asked {
  url: string;
  path: string;
  headers: Record<string, string>;
  /** The body for a prompt, which tells the provider what to answer. */
  body(prompt: string): string;
}

/** A server under test; how it is asked depends on what it is and on the answer wished for. */
export interface Target {
  name: string;
  pid: number;
  asked: Asked;
  /** Removes what it kept, so that the disk does not fill. */
  stop(): Promise<void>;
}

const model = 'gpt-image-2';
const route = '/v1/images/generations';
const json = { 'content-type': 'application/json' };
const plain = (prompt: string) => JSON.stringify({ model, prompt });

/** The provider itself, for what the network and the clients cost alone. */
export function direct(upstream: Program): Target {
  const url = `http://127.0.0.1:${upstream.firstLine}`;
  const asked = { url, path: route, headers: json, body: plain };
  return { name: 'no proxy', pid: upstream.pid, asked, stop: async () => {} };
}

/** The limit in Node. */
export async function startPipe(upstream: string): Promise<Target> {
  const program = await startProgram(process.execPath, [programPath('pipe'), upstream]);
  return simple('raw Node pipe', program);
}

/** Parse, decode, write without fsync, answer: the first sketch of everybody. */
export async function startNaive(upstream: string): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-bench-naive-'));
  const words = [programPath('naive'), upstream, folder];
  const program = await startProgram(process.execPath, words);
  return withFolder(simple('naive decode and write', program), folder);
}

/** The limit outside Node. */
export async function startNginx(upstream: string): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-bench-nginx-'));
  const port = await findPort();
  await writeFile(join(folder, 'nginx.conf'), nginxConf(port, upstream));
  const words = ['-c', 'echo starting; exec /usr/sbin/nginx -p "$0" -c nginx.conf -e error.log'];
  const program = await startProgram('/bin/sh', [...words, folder]);
  await sleep(500);
  const target = simple('nginx', { ...program, firstLine: String(port) });
  return withFolder(target, folder);
}

/** How Maliang answers. */
export type MaliangMode = 'older route' | 'b64' | 'url' | 'mcp';

/** The bundle, in the mode its clients ask for. */
export async function startMaliang(upstream: string, mode: MaliangMode): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-bench-'));
  const env = {
    HOME: folder,
    DATA_DIR: join(folder, 'data'),
    PORT: '0',
    LOG_LEVEL: 'warn',
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: `${upstream}/v1`,
    SECRET: 'sesame',
    RATE_LIMIT: '1000000',
    TRUSTED_ORIGINS: upstream,
  };
  const program = await startProgram(process.execPath, [benchBundle, 'serve'], {
    env,
    cwd: folder,
  });
  const url = program.firstLine;
  const name = `maliang, ${mode}`;
  const asked: Asked = {
    url,
    path: paths[mode],
    headers: mode === 'mcp' ? { ...json, accept: 'application/json, text/event-stream' } : json,
    body: (prompt) => JSON.stringify(bodyOf(prompt, mode, upstream)),
  };
  return withFolder({ name, pid: program.pid, asked, stop: program.stop }, folder);
}

const paths = {
  'older route': '/sesame/generate_image',
  b64: route,
  url: route,
  mcp: '/mcp',
};

function bodyOf(prompt: string, mode: MaliangMode, upstream: string): object {
  switch (mode) {
    case 'older route': {
      const purse = { apiKey: 'sk-bench', baseURL: `${upstream}/v1` };
      return { prompt, model, response_format: 'url', ...purse };
    }
    case 'mcp': {
      const params = { name: 'generate_image', arguments: { prompt, model } };
      return { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    }
    case 'b64':
      return { prompt, model, response_format: 'b64_json' };
    case 'url':
      return { prompt, model, response_format: 'url' };
  }
}

/** Another gateway, where its package could be installed. */
export async function startPortkey(upstream: string, entry: string): Promise<Target> {
  const port = await findPort();
  const words = [entry, `--port=${port}`, '--headless'];
  const program = await startProgram(process.execPath, words, { env: { PORT: String(port) } });
  await sleep(1000);
  const target = simple('Portkey', { ...program, firstLine: String(port) });
  const headers = {
    ...json,
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstream}/v1`,
    authorization: 'Bearer sk-bench',
  };
  return { ...target, asked: { ...target.asked, headers } };
}

function simple(name: string, { pid, firstLine, stop }: Program): Target {
  const url = `http://127.0.0.1:${firstLine}`;
  return { name, pid, asked: { url, path: route, headers: json, body: plain }, stop };
}

function withFolder(target: Target, folder: string): Target {
  return {
    ...target,
    async stop() {
      await target.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function nginxConf(port: number, upstream: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 1000000;
  ${temporary.map((name) => `${name}_temp_path ${name};`).join('\n  ')}
  upstream provider { server ${new URL(upstream).host}; keepalive 256; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    client_max_body_size 64m;
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_read_timeout 120s;
    }
  }
}
`;
}
