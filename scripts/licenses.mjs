// Gathers the licences of every package whose code ends up in the bundle.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A bundler plugin that notes packages, and the text that names them with their licences. */
export function collectLicenses(root) {
  const folders = new Set();
  return {
    plugin: {
      name: 'licenses',
      moduleParsed({ id }) {
        const folder = packageFolder(id);
        if (folder) folders.add(folder);
      },
    },
    async text() {
      const parts = await Promise.all([...folders].sort().map((folder) => describe(folder, root)));
      const intro = 'Maliang contains code of these packages, under their own licences.\n';
      return [intro, ...parts].join(`\n${'-'.repeat(72)}\n\n`);
    },
  };
}

function packageFolder(id) {
  if (!id.includes('/node_modules/')) return undefined;
  for (let folder = dirname(id); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const named = /\/node_modules\/(@[^/]+\/)?[^/@][^/]*$/.test(folder);
    if (named && existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

async function describe(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const files = await readdir(folder);
  const file = files.find((candidate) => /^licen[cs]e/i.test(candidate));
  const text = file ? await readFile(join(folder, file), 'utf8') : `Licence: ${license}\n`;
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
