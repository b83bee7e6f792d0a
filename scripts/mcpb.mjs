// Packs what was built into a bundle that MCP hosts install by a double click: dist/maliang.mcpb,
// or the file that is named. It needs nothing but the Node of the host.
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = process.argv[2] ?? join(root, 'dist/maliang.mcpb');
// The same bytes give the same bundle, whenever it is made.
const modifiedAt = new Date(1980, 0, 1);

const { streamZip } = await loadSource('src/kit/zip-stream.ts');
await pipeline(Readable.from(streamZip(entries())), createWriteStream(target));
process.stdout.write(`${target}\n`);

async function* entries() {
  yield fileEntry('manifest.json', 'scripts/mcpb-manifest.json');
  yield fileEntry('LICENSE', 'LICENSE');
  yield fileEntry('THIRD_PARTY_LICENSES', 'THIRD_PARTY_LICENSES');
  const { name, version, type } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  yield textEntry('package.json', JSON.stringify({ name, version, type, private: true }));
  for (const file of ['maliang.js', 'painter-worker.js']) {
    yield fileEntry(`server/${file}`, `dist/${file}`);
  }
  for (const file of (await readdir(join(root, 'dist/chunks'))).sort()) {
    yield fileEntry(`server/chunks/${file}`, `dist/chunks/${file}`);
  }
}

function fileEntry(name, path) {
  return { name, modifiedAt, bytes: createReadStream(join(root, path)) };
}

function textEntry(name, text) {
  return { name, modifiedAt, bytes: Readable.from([Buffer.from(text)]) };
}

/** Our sources are TypeScript, which the Node that runs this may not read by itself. */
async function loadSource(path) {
  const bundle = await rolldown({ cwd: root, input: path, platform: 'node' });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
}
