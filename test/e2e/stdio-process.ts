import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { bundle, type Sandbox } from './maliang-process.ts';

/** What a message says, as far as tests look at it. */
export interface WireMessage {
  id?: string | number | null;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: unknown };
}

/** A server on its pipes, whose stdout is JSON-RPC line by line, or the test fails. */
export interface StdioProcess {
  /** For the official client, whose own transport passes over a line that is no JSON. */
  transport: Transport;
  pid: number;
  /** Every message it wrote. */
  messages: WireMessage[];
  /** Everything it wrote to stderr so far. */
  log(): string;
  /** Sends a message as it is, beside whatever a client sends. */
  tell(message: WireMessage): void;
  /** Sends a request and waits for its answer; ids are this process's own. */
  ask(method: string, params?: Record<string, unknown>): Promise<WireMessage>;
  /** Ends its input and waits; resolves to how long it took to exit, in milliseconds. */
  end(): Promise<number>;
  /** Resolves to its exit code. */
  exited: Promise<number | null>;
}

/** How it is started. */
export interface StdioOptions {
  /** Of the command line; default `mcp`. */
  words?: readonly string[];
  /** The program that runs the bundle, which may begin with another; default this Node. */
  program?: readonly string[];
  /** Default the bundle that was built. */
  file?: string;
}

/** Starts it as a host does: a command, words, an environment and nothing of this process's own. */
export function startStdio(sandbox: Sandbox, options: StdioOptions = {}): StdioProcess {
  const { words = ['mcp'], program = [process.execPath], file = bundle } = options;
  const [command = '', ...first] = program;
  const child = spawn(command, [...first, file, ...words], {
    cwd: sandbox.folder,
    env: sandbox.env,
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    said += piece;
  });
  // One that has left reads nothing any more.
  child.stdin.on('error', () => {});
  const messages: WireMessage[] = [];
  const asked = new Map<string, (answer: WireMessage) => void>();
  const tell = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`);
  const transport: Transport = {
    async start() {},
    async send(message) {
      if (!tell(message)) await Promise.race([once(child.stdin, 'drain'), exited]);
    },
    async close() {
      child.stdin.end();
      if ((await Promise.race([exited, sleep(5_000, 'late', { ref: false })])) === 'late') {
        child.kill('SIGKILL');
      }
    },
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message: WireMessage = JSON.parse(line);
    messages.push(message);
    const found = asked.get(String(message.id));
    if (found) found(message);
    else transport.onmessage?.(message as JSONRPCMessage);
  });
  void exited.then(() => transport.onclose?.());
  return {
    transport,
    pid: child.pid ?? 0,
    messages,
    log: () => said,
    tell: (message) => void tell({ jsonrpc: '2.0', ...message }),
    async ask(method, params = {}) {
      const id = `raw-${asked.size + 1}`;
      const answer = new Promise<WireMessage>((resolve) => asked.set(id, resolve));
      tell({ jsonrpc: '2.0', id, method, params });
      const gone = exited.then(() => {
        throw new Error(`it ended before it answered ${method}: ${said}`);
      });
      return Promise.race([answer, gone]);
    },
    async end() {
      const began = performance.now();
      child.stdin.end();
      await exited;
      return performance.now() - began;
    },
    exited,
  };
}
