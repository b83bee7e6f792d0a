import type { ClientCapabilities, McpServer } from '@modelcontextprotocol/server';
import type { Locale } from '../../core/template.ts';
import type { Gallery } from './gallery-file.ts';
import type { Tool } from './tool.ts';

/** The name of the extension by which hosts show a view beside a tool's answer (MCP Apps). */
export const appsExtension = 'io.modelcontextprotocol/ui';

const mimeType = 'text/html;profile=mcp-app';

/** The view brings everything along: its pixels come as answers of tools, from no address. */
const csp = { connectDomains: [], resourceDomains: [] };

const viewMeta = { ui: { csp, prefersBorder: false } };

/** Hosts that show views and do not say so. */
const silentHosts = /\bclaude-?ai\b/i;

/** Declares the extension and adds the view's resource, for every client, whatever it says it can. */
export function addGallery(server: McpServer, { uri, html }: Gallery, locale: Locale): void {
  server.server.registerCapabilities({
    extensions: { [appsExtension]: { mimeTypes: [mimeType] } },
  });
  server.registerResource(
    'gallery',
    uri,
    { title: { en: 'Inline gallery', zh: '内嵌图库' }[locale], mimeType, _meta: viewMeta },
    async () => ({ contents: [{ uri, mimeType, text: html, _meta: viewMeta }] }),
  );
}

/** What a tool says of the view: that its pictures show there, or that it is there for it alone. */
export function describeForHost(tool: Tool, { uri }: Gallery) {
  if (tool.forView) return { _meta: { ui: { visibility: ['app'] } } };
  // The flat name is the older one, which some hosts still read.
  return tool.showsPictures && { _meta: { ui: { resourceUri: uri }, 'ui/resourceUri': uri } };
}

/** Whether a client shows the view, as far as is known; only what costs money may depend on it. */
export function showsViews(
  capabilities: ClientCapabilities | undefined,
  clientName: string | undefined,
): boolean {
  return appsExtension in (capabilities?.extensions ?? {}) || silentHosts.test(clientName ?? '');
}
