import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectStdio, createMcpRig, type Era, type McpRig } from '../../../test/fakes/mcp-rig.ts';
import { showsViews } from './apps.ts';

const uri = 'ui://maliang/gallery-1a2b3c4d.html';

let rig: McpRig;
beforeEach(async () => {
  rig = await createMcpRig({}, { gallery: { uri, html: '<!doctype html><title>g</title>' } });
});
afterEach(() => rig.close());

describe.each<Era>(['2025', '2026'])('a client of %s that says nothing of views', (era) => {
  it('is told of the extension, the view of each picture tool, and the tool of the view', async () => {
    const { client } = await connectStdio(rig, era);
    expect(client.getServerCapabilities()?.extensions).toMatchObject({
      'io.modelcontextprotocol/ui': {},
    });
    const { tools } = await client.listTools();
    const meta = Object.fromEntries(tools.map(({ name, _meta }) => [name, _meta]));
    const shown = { ui: { resourceUri: uri }, 'ui/resourceUri': uri };
    expect(meta).toMatchObject({
      generate_image: shown,
      edit_image: shown,
      get_image: shown,
      gallery_view: { ui: { visibility: ['app'] } },
    });
    expect(tools.filter(({ _meta }) => _meta).map(({ name }) => name)).toHaveLength(4);
    await client.close();
  });

  it('reads the view with a policy that opens no address', async () => {
    const { client } = await connectStdio(rig, era);
    const { contents } = await client.readResource({ uri });
    expect(contents).toEqual([
      {
        uri,
        mimeType: 'text/html;profile=mcp-app',
        text: '<!doctype html><title>g</title>',
        _meta: { ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: false } },
      },
    ]);
    await client.close();
  });
});

it('asks for previews where somebody sees them, as far as is known', () => {
  const extensions = { 'io.modelcontextprotocol/ui': {} };
  expect(showsViews({ extensions }, 'anybody')).toBe(true);
  expect(showsViews({}, 'claude-ai')).toBe(true);
  expect(showsViews(undefined, 'Anthropic/ClaudeAI')).toBe(true);
  expect(showsViews({}, 'claude-code')).toBe(false);
  expect(showsViews(undefined, undefined)).toBe(false);
});
