import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bundle, type Sandbox } from '../e2e/maliang-process.ts';

/** The bundle's server on a folder that outlives it. */
export interface ServerProcess {
  url: string;
  /** From its start to its first word, in milliseconds. */
  readyMs: number;
  /** Everything it wrote to stderr. */
  log(): string;
  /** As a crash or a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number>;
}

/** Starts it; rejects where it ends before it serves. */
export async function startServer({ folder, env }: Sandbox): Promise<ServerProcess> {
  const before = performance.now();
  const child = spawn(process.execPath, [bundle, 'serve'], { cwd: folder, env });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [url] = await Promise.race([
    once(lines, 'line') as Promise<[string]>,
    exited.then(([code]) => {
      throw new Error(`it ended with ${code}: ${said}`);
    }),
  ]);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = await exited;
    return Number(code);
  };
  return {
    url,
    readyMs: performance.now() - before,
    log: () => said,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}
