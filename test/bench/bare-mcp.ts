import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { programPath } from './program.ts';

/** A bare MCP server, bundled as Maliang is. */
export interface BareServer {
  path: string;
  remove(): Promise<void>;
}

/** Bundles it into a folder of its own. */
export async function bundleBareServer(): Promise<BareServer> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-bare-'));
  const path = join(folder, 'bare.mjs');
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const bundle = await rolldown({
    cwd: root,
    input: programPath('bare-mcp'),
    platform: 'node',
    external: [/^node:/],
  });
  await bundle.write({ file: path, format: 'esm', codeSplitting: false });
  await bundle.close();
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
