import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** A program that runs beside the benchmark. */
export interface Program {
  pid: number;
  /** What it printed first, by which it says that it is there. */
  firstLine: string;
  /** Ends it, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Where the benchmark's own programs lie. */
export function programPath(name: string): string {
  return fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
}

/** Starts a program and waits for its first line; what it says on stderr is told where it fails. */
export async function startProgram(
  command: string,
  words: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Program> {
  const { env = {}, cwd } = options;
  const child = spawn(command, words, {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const firstLine = await readFirstLine(child);
  return {
    pid: child.pid ?? 0,
    firstLine,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(hard);
    },
  };
}

function readFirstLine(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let [seen, said] = ['', ''];
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4000);
    });
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (seen.includes('\n')) return;
      seen += chunk;
      const end = seen.indexOf('\n');
      if (end >= 0) found(seen.slice(0, end));
    });
    child.once('error', failed);
    child.once('exit', (code) =>
      failed(new Error(`${child.spawnfile} ended with ${code}: ${said}`)),
    );
  });
}

/** What the clients of one work saw. */
export interface LoadResult {
  count: number;
  failures: number;
  firstFailure?: string;
  seconds: number;
  bytes: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** What the clients of one work do. */
export interface Load {
  url: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  clients: number;
  /** Either is given: how long they go on, or how often they ask in all. */
  seconds?: number | undefined;
  requests?: number | undefined;
  /** How fast each reads; undefined for as fast as it can. */
  bytesPerSecond?: number | undefined;
}

/** Runs clients in a process of their own to their end. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const child = spawn(process.execPath, [programPath('load'), JSON.stringify(load)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await text(child.stdout);
  return JSON.parse(printed) as LoadResult;
}
