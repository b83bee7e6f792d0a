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
  await finishIndex(join(outDir, 'index.html'));
}

/**
 * What Vite does not do: a script that runs before the first paint, and links that also load
 * behind the login of a reverse proxy.
 */
async function finishIndex(file) {
  const html = await readFile(file, 'utf8');
  const first = '<script src="./assets/first.js"></script>';
  await writeFile(file, html.replace('<!-- first -->', first).replaceAll(' crossorigin', ''));
}
