import { readFileSync } from 'node:fs';
import { emptyPayload, signHeaders } from '../../src/hosts/s3/signature.ts';
import { createSandbox } from '../e2e/maliang-process.ts';
import { type Nginx, runNginx } from '../e2e/nginx.ts';
import { findPort } from '../fakes/free-port.ts';
import { type Books, openBooks } from '../kill/books.ts';
import { type ServerProcess, startServer } from '../kill/server-process.ts';
import { type PostgresServer, startPostgres } from '../parts/postgres-server.ts';
import { type Swift, startSwift } from '../parts/swift.ts';

/** One of the servers, on a disk and a port of its own; it may be killed and started again there. */
export interface Replica {
  url: string;
  /** Of all it was, from its first start on. */
  log(): string;
  /** Tells how long it took, in milliseconds. */
  start(): Promise<number>;
  /** As a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
}

/** What `examples/scale` starts with containers, on this machine without them. */
export interface Topology {
  /** Of nginx. */
  url: string;
  replicas: readonly [Replica, Replica, Replica];
  books: Books;
  postgres: PostgresServer;
  databaseUrl: string;
  close(): Promise<void>;
}

/** The Bearer key of the operator of all replicas. */
export const adminKey = 'admin-of-three';

const bucket = 'maliang';
const template = new URL('../../examples/scale/nginx.conf.template', import.meta.url);

/** Starts all of it; pictures of the provider take up to `longestMs` milliseconds. */
export async function startTopology(
  longestMs: number,
  extra: Record<string, string> = {},
): Promise<Topology> {
  const [books, swift, postgres] = await Promise.all([
    openBooks(longestMs),
    startSwift(),
    startPostgres(),
  ]);
  await createBucket(swift);
  const databaseUrl = await postgres.createDatabase();
  const env = {
    ADMIN_KEY: adminKey,
    TRUSTED_PROXIES: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    IMAGE_HOST: 's3',
    S3_ENDPOINT: swift.origin,
    S3_BUCKET: bucket,
    S3_PREFIX: 'images',
    S3_ACCESS_KEY_ID: swift.accessKeyId,
    S3_SECRET_ACCESS_KEY: swift.secretAccessKey,
    OPENAI_API_KEY: 'sk-books',
    OPENAI_BASE_URL: books.baseUrl,
    ASSUMED_PRICE_USD: '0.04',
    ...extra,
  };
  const ports = [await findPort(), await findPort(), await findPort()] as const;
  const nginx = await startFront(ports, swift);
  const shown = { ...env, PUBLIC_URL: nginx.url, S3_PUBLIC_URL: `${nginx.url}/pictures` };
  const replicas = await Promise.all([
    createReplica(ports[0], shown),
    createReplica(ports[1], shown),
    createReplica(ports[2], shown),
  ]);
  return {
    url: nginx.url,
    replicas,
    books,
    postgres,
    databaseUrl,
    async close() {
      await nginx.close();
      await Promise.all(replicas.map((replica) => replica.remove()));
      await Promise.all([books.close(), swift.close(), postgres.remove()]);
    },
  };
}

async function createReplica(port: number, env: Record<string, string>) {
  const sandbox = await createSandbox({ ...env, PORT: String(port) });
  const lives: ServerProcess[] = [];
  const start = async () => {
    const life = await startServer(sandbox);
    lives.push(life);
    return life.readyMs;
  };
  const kill = async () => lives.at(-1)?.kill();
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => lives.map((life) => life.log()).join(''),
    start,
    kill,
    async remove() {
      await kill();
      await sandbox.remove();
    },
  };
}

function startFront(ports: readonly number[], { origin }: Swift): Promise<Nginx> {
  const text = readFileSync(template, 'utf8');
  return runNginx((port) =>
    fillIn(text, {
      LISTEN: `127.0.0.1:${port}`,
      MALIANG_SERVERS: ports
        .map((place) => `server 127.0.0.1:${place} max_fails=1 fail_timeout=1s;`)
        .join(' '),
      BUCKET_URL: `${origin}/v1/AUTH_painters/${bucket}`,
      BUCKET_HOST: new URL(origin).host,
    }),
  );
}

/** As `envsubst` does it in the image of nginx. */
function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${name} has no value`);
    return value;
  });
}

/** Everybody may read it, as what stands in front of it decides what is asked for. */
async function createBucket(swift: Swift): Promise<void> {
  const url = `${swift.origin}/${bucket}`;
  const keys = { ...swift, region: 'us-east-1' };
  const headers = { 'x-amz-acl': 'public-read' };
  const ask = { method: 'PUT', url, headers, payloadHash: emptyPayload } as const;
  const answer = await fetch(url, { method: 'PUT', headers: signHeaders(ask, keys, Date.now()) });
  if (!answer.ok) throw new Error(`no bucket: ${await answer.text()}`);
}
