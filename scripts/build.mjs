// Bundles Maliang into dist/: one entry that runs with plain Node, a worker and the page beside it.
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildGallery, embedGallery } from './build-gallery.mjs';
import { buildWeb } from './build-web.mjs';
import { collectLicenses } from './licenses.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const licenses = collectLicenses(root);

await rm(join(root, 'dist'), { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: {
    maliang: 'src/main.ts',
    'painter-worker': 'src/providers/demo/painter-worker.ts',
  },
  platform: 'node',
  external: ['libsql', 'sharp', /^node:/],
  // The form of it that comes first for Node asks for its parts in a way no bundler can follow.
  resolve: { alias: { 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js') } },
  transform: { define: { MALIANG_VERSION: JSON.stringify(version) } },
  plugins: [embedGallery(await buildGallery(root)), licenses.plugin],
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  // An MCP host starts it with every session: what is not parsed costs neither time nor memory.
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  banner: (chunk) => (chunk.name === 'maliang' ? '#!/usr/bin/env node' : ''),
});
await bundle.close();
await buildWeb(root, join(root, 'dist/web'), licenses.plugin);
await chmod(join(root, 'dist/maliang.js'), 0o755);
await writeFile(join(root, 'THIRD_PARTY_LICENSES'), await licenses.text());
