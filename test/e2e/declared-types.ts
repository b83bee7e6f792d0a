import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A value that came over the wire, and the type the official client declares for it. */
export interface Declared {
  /** Below the client's namespace, for example `Images.ImagesResponse`. */
  type: string;
  value: unknown;
}

/**
 * What the type checker has against these values as the types of the installed client; `maliang`,
 * our own addition, is left out.
 */
export function typeErrors(cases: readonly Declared[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'maliang-types-'));
  const client = join(root, 'node_modules/openai/index.mjs');
  const lines = cases.map(({ type, value }) => `check<OpenAI.${type}>(${shorten(value)});`);
  try {
    writeFileSync(
      join(folder, 'answers.mts'),
      [
        `import type OpenAI from ${JSON.stringify(client)};`,
        'declare function check<Type>(value: Type): void;',
        ...lines,
      ].join('\n'),
    );
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--exactOptionalPropertyTypes'];
    const modules = ['--module', 'nodenext', '--target', 'es2023', '--types', ''];
    const tsc = join(root, 'node_modules/typescript/lib/tsc.js');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [tsc, ...options, ...modules, 'answers.mts'],
      { cwd: folder, encoding: 'utf8' },
    );
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function shorten(value: unknown): string {
  return JSON.stringify(value, (name, inner: unknown) => {
    if (name === 'maliang') return undefined;
    return name === 'b64_json' ? String(inner).slice(0, 20) : inner;
  });
}
