// Builds the inline view for MCP hosts: one HTML file with its style and script inside.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'vite';

/** The view that is built into the bundle: its HTML, and an address that changes with it. */
export async function buildGallery(root) {
  const folder = join(root, 'src/faces/mcp/view');
  const { output } = await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    build: {
      write: false,
      target: ['chrome123', 'firefox124', 'safari17.5'],
      cssTarget: ['chrome123', 'firefox124', 'safari17.5'],
      modulePreload: { polyfill: false },
      rolldownOptions: { input: join(folder, 'gallery.html') },
    },
  });
  const find = (ending) => output.find(({ fileName }) => fileName.endsWith(ending));
  const html = inline(find('.html').source, find('.css').source, find('.js').code);
  const hash = createHash('sha256').update(html).digest('hex').slice(0, 8);
  return { uri: `ui://maliang/gallery-${hash}.html`, html };
}

/** A plugin that puts the view in the place of the module that holds it in the sources. */
export function embedGallery(gallery) {
  return {
    name: 'gallery',
    load: {
      filter: { id: /\/faces\/mcp\/gallery-file\.ts$/ },
      handler: () => `export const builtGallery = ${JSON.stringify(gallery)};`,
    },
  };
}

/** The script comes last: it looks for what stands before it. */
function inline(html, style, script) {
  // An end tag within a text of the script would end the script.
  const safe = script.trim().replaceAll('</', '<\\/');
  return html
    .replace(/\s*<script\b[^>]*><\/script>/g, '')
    .replace(/<link\b[^>]*>/, () => `<style>${style.trim()}</style>`)
    .replace('</body>', () => `<script type="module">${safe}</script></body>`)
    .replace(/>\s+</g, '><')
    .trim();
}
