import type { App } from '../app.ts';
import type { Asset } from '../core/image.ts';
import { noSetup } from '../core/keys/setup.ts';
import { type Warning, warning } from '../core/warnings.ts';
import type { HttpOptions } from '../faces/http/context.ts';
import { serveMcpStdio } from '../faces/mcp/stdio.ts';
import { type Launch, localCaller } from './launch.ts';

/** `maliang mcp`: speaks MCP on stdin and stdout, and shows its own pictures on loopback. */
export async function runMcp(launch: Launch): Promise<void> {
  const { settings, locale, version, dataDir, saveDir } = launch;
  const app = launch.createApp({ mayBeVolatile: true, recovers: true });
  const show = createAssetShow(launch, app);
  const options = {
    app,
    locale,
    version,
    saveFolderLabel: saveDir,
    fileFolders: [saveDir, process.cwd(), dataDir],
    stdio: true,
    callerCredentials: settings.callerCredentials !== 'off',
    tools: settings.tools,
    confirmAboveUsd: settings.confirmAboveUsd,
    assumedPriceUsd: settings.assumedPriceUsd,
    beforeAnswer: show.beforeAnswer,
    takesUploads: show.takesUploads,
  };
  const { stdin, stdout } = process;
  await serveMcpStdio(options, localCaller(launch, 'mcp'), { stdin, stdout });
  await app.close(settings.drainSeconds);
  process.exit();
}

/**
 * Sees to it that a loopback URL opens before it is handed out: whoever holds PORT shows the
 * pictures of this data folder, else this process does; where a stranger holds it, a warning.
 */
function createAssetShow({ settings, dataDir, locale, version }: Launch, app: App) {
  const { publicUrl, port } = settings;
  const options: HttpOptions = {
    app,
    adminKey: undefined,
    secret: undefined,
    rateLimit: 1,
    loopbackOnly: true,
    setup: noSetup,
    settings: [],
    publicUrl,
    trustedProxies: [],
    host: '127.0.0.1',
    corsOrigins: [],
    callerCredentials: 'off',
    legacyBaseUrl: '',
    locale,
    fallbackLocale: locale,
    version,
  };
  let listening: Promise<boolean> | undefined;
  const tryListening = async () => {
    // Loaded with the first picture: until then an MCP host waits for nothing but MCP.
    const { listen } = await import('../faces/http/listen.ts');
    const { createAssetFace } = await import('../faces/http/server.ts');
    try {
      const { servers } = await listen(() => createAssetFace(options), '127.0.0.1', port);
      // The pictures are shown for as long as the host keeps stdin open, and no longer.
      for (const server of servers) server.unref();
      return true;
    } catch {
      return false;
    }
  };
  return {
    async beforeAnswer(asset: Asset): Promise<Warning[]> {
      if (asset.hostedUrl !== undefined || publicUrl !== undefined) return [];
      listening ??= tryListening();
      if (await listening) return [];
      if (await isShown(`http://127.0.0.1:${port}/i/${asset.name}`)) return [];
      listening = undefined;
      const path = app.assets.path(asset.name) ?? dataDir;
      return [warning('asset_port_taken', { port, path })];
    },
    /** Only this process knows its links: another that holds the port is no help. */
    async takesUploads(): Promise<boolean> {
      if (publicUrl !== undefined) return false;
      listening ??= tryListening();
      if (await listening) return true;
      listening = undefined;
      return false;
    },
  };
}

async function isShown(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(1_000) });
    return answer.ok;
  } catch {
    return false;
  }
}
