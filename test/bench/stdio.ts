import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchBundle } from './bench-bundle.ts';
import { cpuSeconds, memoryOf } from './process-tree.ts';

/** An MCP server over stdio, as a host would start it. */
export interface StdioTarget {
  name: string;
  words: readonly string[];
}

/** One start of one server. */
export interface StdioStart {
  /** Milliseconds to the answer to `initialize`. */
  wallMs: number;
  /** Milliseconds of a core until then, its children included. */
  cpuMs: number;
  /** MiB a second later, with nothing to do. */
  idleMib: number;
}

/** Maliang as a host starts it. */
export const maliangStdio: StdioTarget = { name: 'maliang, stdio', words: [benchBundle, 'mcp'] };

const hello = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1.0.0' },
};

/** Starts a server, says hello, and looks at it; `then` may go on with it. */
export async function startStdioTarget<Result>(
  { words }: StdioTarget,
  upstream: string,
  then: (ask: (method: string, params: object) => Promise<unknown>, start: StdioStart) => Result,
): Promise<Awaited<Result>> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-bench-stdio-'));
  const began = performance.now();
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: environmentIn(folder, upstream),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const ask = createAsker(child.stdin, createInterface({ input: child.stdout }), exited);
  try {
    const pid = child.pid ?? 0;
    await ask('initialize', hello);
    const [wallMs, cpuMs] = [performance.now() - began, cpuSeconds(pid) * 1000];
    child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    await sleep(1000);
    return await then(ask, { wallMs, cpuMs, idleMib: memoryOf(pid).now });
  } finally {
    child.kill();
    await exited;
    await rm(folder, { recursive: true, force: true });
  }
}

function environmentIn(folder: string, upstream: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    DATA_DIR: join(folder, 'data'),
    PORT: '0',
    LOG_LEVEL: 'error',
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: `${upstream}/v1`,
    TRUSTED_ORIGINS: upstream,
    IMAGE_OUTPUT_DIR: folder,
    GEMINI_API_KEY: 'bench',
  };
}

function createAsker(
  stdin: NodeJS.WritableStream,
  lines: AsyncIterable<string>,
  exited: Promise<unknown>,
): (method: string, params: object) => Promise<unknown> {
  const replies = lines[Symbol.asyncIterator]();
  const gone = exited.then(() => Promise.reject(new Error('it ended before it answered')));
  gone.catch(() => {});
  let last = 0;
  return async (method, params) => {
    last += 1;
    stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: last, method, params })}\n`);
    for (;;) {
      const { value } = await Promise.race([replies.next(), gone]);
      const reply = JSON.parse(String(value)) as { id?: number; error?: unknown; result?: unknown };
      if (reply.id !== last) continue;
      if (reply.error !== undefined) throw new Error(JSON.stringify(reply.error));
      return reply.result;
    }
  };
}

/** Starts each of them so many times, in turns. */
export async function measureStarts(
  targets: readonly StdioTarget[],
  upstream: string,
  times: number,
): Promise<Map<string, StdioStart[]>> {
  const all = new Map<string, StdioStart[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < times; round += 1) {
    for (const target of targets) {
      const start = await startStdioTarget(target, upstream, (_, seen) => seen).catch(
        () => undefined,
      );
      if (start) all.get(target.name)?.push(start);
    }
  }
  return all;
}

/** Milliseconds of so many calls that paint 2 MB, one after the other, the first few left out. */
export function measureCalls(
  target: StdioTarget,
  upstream: string,
  times: number,
): Promise<number[]> {
  return startStdioTarget(target, upstream, async (ask) => {
    const took: number[] = [];
    for (let count = -5; count < times; count += 1) {
      const began = performance.now();
      const wish = { prompt: `fox bytes=2000000 ${count}` };
      const result = await ask('tools/call', { name: 'generate_image', arguments: wish });
      if ((result as { isError?: boolean }).isError) throw new Error(JSON.stringify(result));
      if (count >= 0) took.push(performance.now() - began);
    }
    return took;
  });
}
