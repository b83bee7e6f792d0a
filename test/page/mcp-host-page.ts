// Runs in the browser: a host of MCP Apps, made of the official bridge.
import {
  AppBridge,
  type McpUiHostCapabilities,
  type McpUiHostContext,
  PostMessageTransport,
} from '@modelcontextprotocol/ext-apps/app-bridge';

type Params = Record<string, unknown>;

/** What the test gives the page to call. */
interface Outside {
  callTool(params: Params): Promise<never>;
  note(kind: string, params: unknown): Promise<void>;
}

/** Shows the view and gives back its bridge. */
async function open(can: McpUiHostCapabilities, hostContext: McpUiHostContext): Promise<AppBridge> {
  const outside = globalThis as unknown as Outside;
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  document.body.replaceChildren(frame);
  const inner = frame.contentWindow;
  if (!inner) throw new Error('The frame has no window.');
  const bridge = new AppBridge(null, { name: 'test', version: '1' }, can, { hostContext });
  bridge.oncalltool = (params) => outside.callTool(params);
  const note = (kind: string) => async (params: unknown) => {
    await outside.note(kind, params);
    return {};
  };
  bridge.onmessage = note('message');
  bridge.onupdatemodelcontext = note('context');
  bridge.ondownloadfile = note('download');
  bridge.onopenlink = note('link');
  bridge.addEventListener('sizechange', ({ height = 0 }) => {
    frame.style.height = `${height}px`;
  });
  const ready = new Promise<void>((resolve) => {
    bridge.addEventListener('initialized', () => resolve());
  });
  await bridge.connect(new PostMessageTransport(inner, inner));
  frame.src = '/view';
  await ready;
  return bridge;
}

Object.assign(globalThis, { open });
