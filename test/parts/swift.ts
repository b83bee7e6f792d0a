import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A real OpenStack Swift that speaks S3 and checks every signature. */
export interface Swift {
  origin: string;
  accessKeyId: string;
  secretAccessKey: string;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('./swift_server.py', import.meta.url));
const patience = 30_000;

/** Starts a Swift with a folder, ports and an account of its own; it ends with this process. */
export async function startSwift(): Promise<Swift> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-swift-'));
  const accessKeyId = 'painters:maliang';
  const secretAccessKey = randomBytes(20).toString('hex');
  const words = [script, folder, accessKeyId, secretAccessKey];
  const child = spawn('/usr/bin/python3', words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`Swift ${why}\n${complaints.join('')}`));
    const timer = setTimeout(() => fail('did not start in time'), patience);
    createInterface(child.stdout).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once('error', reject).once('exit', () => fail('ended'));
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    accessKeyId,
    secretAccessKey,
    async close() {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
