import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The bundle that users run. */
export const bundle = resolve(dirname(fileURLToPath(import.meta.url)), '../../dist/maliang.js');

/** A folder of its own for one process, and what it is started with. */
export interface Sandbox {
  folder: string;
  env: Record<string, string>;
  remove(): Promise<void>;
}

/** An empty home: nothing of the machine's own settings reaches the process. */
export async function createSandbox(env: Record<string, string> = {}): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-e2e-'));
  return {
    folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      DATA_DIR: join(folder, 'data'),
      PORT: '0',
      LANG: 'C.UTF-8',
      ...env,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `maliang serve`, running. */
export interface ServeProcess {
  /** `http://127.0.0.1:PORT`, as it printed it. */
  url: string;
  folder: string;
  pid: number;
  /** Everything it wrote to stderr so far. */
  log(): string;
  /** SIGTERM, then the exit code; the folder is removed. */
  stop(): Promise<number>;
}

/** Starts the bundle's server on a port of the system's choice. */
export function startServe(env: Record<string, string> = {}): Promise<ServeProcess> {
  return startProgram([process.execPath, bundle, 'serve'], env);
}

/** Starts it by these words: as another user, or watched by another program. */
export async function startProgram(
  [command = '', ...words]: readonly string[],
  env: Record<string, string> = {},
): Promise<ServeProcess> {
  const sandbox = await createSandbox(env);
  const child = spawn(command, words, { cwd: sandbox.folder, env: sandbox.env });
  const log = collect(child);
  const url = await firstLine(child, log);
  return {
    url,
    folder: sandbox.folder,
    pid: child.pid ?? 0,
    log,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = await exited;
      await sandbox.remove();
      return Number(code);
    },
  };
}

function collect(child: ChildProcessWithoutNullStreams): () => string {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  return () => said;
}

function firstLine(child: ChildProcessWithoutNullStreams, log: () => string): Promise<string> {
  return new Promise((found, failed) => {
    let seen = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      seen += chunk;
      const line = /^(http\S+)\n/.exec(seen)?.[1];
      if (line) found(line);
    });
    child.once('exit', (code) => failed(new Error(`it ended with ${code}: ${log()}`)));
  });
}

/** Runs one command of the bundle to its end. */
export function runMaliang(
  words: readonly string[],
  sandbox: Sandbox,
  stdin = '',
): Promise<{ code: number; stdout: string; stderr: string }> {
  return runProgram([process.execPath, bundle, ...words], sandbox, stdin);
}

/** Runs it by these words, which may begin with another program. */
export async function runProgram(
  [command = '', ...words]: readonly string[],
  sandbox: Sandbox,
  stdin = '',
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { folder: cwd, env } = sandbox;
  const child = spawn(command, words, { cwd, env });
  child.stdin.end(stdin);
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exited;
  return { code: Number(code), stdout, stderr };
}
