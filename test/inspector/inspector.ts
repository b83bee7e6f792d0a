import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findSuiteNode } from '../conformance/run-suite.ts';

const program = join(import.meta.dirname, 'node_modules/.bin/mcp-inspector');

/** Runs the official Inspector's command line once, and reads what it prints; rejects with its words. */
export async function inspect(
  words: readonly string[],
  folder: string,
): Promise<Record<string, unknown>> {
  const node = findSuiteNode();
  const env = { HOME: folder, PATH: `${dirname(node)}:${process.env.PATH ?? ''}` };
  const child = spawn(node, [program, '--cli', ...words], { cwd: folder, env });
  child.stdin.end();
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await closed;
  if (code !== 0) throw new Error(`the Inspector ended with ${code}: ${stderr}${stdout}`);
  return JSON.parse(stdout);
}
