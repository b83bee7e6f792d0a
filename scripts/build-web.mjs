// Builds the page into a folder: hashed assets, an index and nothing inline.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import { build } from 'vite';

/** Builds `src/faces/web` into `outDir`; `licenses` is the plugin that notes whose code is in it. */
export async function buildWeb(root, outDir, licenses) {
  await build({
    configFile: false,
    root: join(root, 'src/faces/web'),
    // Relative, so that it works below a path of a reverse proxy too.
    base: './',
    logLevel: 'warn',
    plugins: [tailwindcss(), licenses],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: true,
      target: ['chrome123', 'firefox124', 'safari17.5'],
      cssTarget: ['chrome123', 'firefox124', 'safari17.5'],
      // A data: address in a style or a script would need a hole in the policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  });
  await giveFilesAName(outDir);
}

/** Vite marks links as cross-origin, which keeps a page behind a basic login from loading them. */
async function giveFilesAName(outDir) {
  const file = join(outDir, 'index.html');
  const html = await readFile(file, 'utf8');
  await writeFile(file, html.replaceAll(' crossorigin', ''));
}
