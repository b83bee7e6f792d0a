import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app.ts';
import { AppError } from '../core/errors.ts';
import { createSetup, noSetup, type Setup } from '../core/keys/setup.ts';
import type { HttpOptions } from '../faces/http/context.ts';
import { isLoopback, listen, stopListening } from '../faces/http/listen.ts';
import { createHttpFace, reservedPaths } from '../faces/http/server.ts';
import { createMcpMount } from '../faces/mcp/http.ts';
import type { Launch } from './launch.ts';

const flushMilliseconds = 5_000;

/** `maliang serve`: every face on one port, until a signal says stop. */
export async function runServe(launch: Launch): Promise<void> {
  refuseReserved(launch);
  const app = launch.createApp({ mayBeVolatile: false });
  let deadline = 0;
  try {
    deadline = await serve(launch, app);
  } finally {
    // Also where the port is taken: what stays open would keep the process alive.
    await app.close(Math.max(0, deadline - Date.now()) / 1000);
  }
}

/** Resolves after a signal, when whoever asked has been answered, with the time to be gone by, in milliseconds since 1970. */
async function serve(launch: Launch, app: App): Promise<number> {
  const { settings, locale, version } = launch;
  const { host, publicUrl } = settings;
  await app.open();
  const setup = await prepareSetup(launch, app);
  const options: HttpOptions = {
    app,
    adminKey: settings.adminKey,
    secret: settings.secret,
    rateLimit: settings.rateLimit,
    loopbackOnly: isLoopback(host),
    publicUrl,
    trustedProxies: settings.trustedProxies,
    host,
    corsOrigins: settings.corsOrigins,
    callerCredentials: settings.callerCredentials,
    consent: {
      confirmAboveUsd: settings.confirmAboveUsd,
      assumedPriceUsd: settings.assumedPriceUsd,
    },
    legacyBaseUrl: app.legacyBaseUrl,
    locale: settings.locale,
    fallbackLocale: locale,
    version,
    setup,
    settings: launch.settingReports,
  };
  const mcp = createMcpMount({
    app,
    locale,
    version,
    saveFolderLabel: launch.saveDir,
    fileFolders: [],
    stdio: false,
    tools: settings.tools,
    confirmAboveUsd: settings.confirmAboveUsd,
    assumedPriceUsd: settings.assumedPriceUsd,
    callerCredentials: settings.callerCredentials === 'allow',
  });
  const { port, servers } = await listen(() => createHttpFace(options, mcp), host, settings.port);
  const url = publicUrl ?? `http://${shownHost(host)}:${port}`;
  process.stdout.write(`${url}\n`);
  tellSetup(launch, setup, url);
  tellPainter(launch, app);
  await stopSignal();
  // Until its last job is done it goes on answering, so that whoever waits can ask how things stand.
  const deadline = Date.now() + settings.drainSeconds * 1000;
  await app.drain(settings.drainSeconds);
  const stopped = stopListening(servers);
  await Promise.race([stopped, sleep(flushMilliseconds, undefined, { ref: false })]);
  for (const server of servers) server.closeAllConnections();
  return deadline;
}

/** An address that others can reach needs an operator; whoever reads the log may become that. */
function prepareSetup({ settings: { host, adminKey } }: Launch, app: App): Promise<Setup> | Setup {
  return isLoopback(host) || adminKey !== undefined ? noSetup : createSetup(app.keys);
}

function tellSetup({ locale }: Launch, setup: Setup, url: string): void {
  const token = setup.token();
  if (token === undefined) return;
  const said = {
    en: `Others can reach this server, and nobody is its operator yet. Open ${url} and enter this token, which works once:`,
    zh: `其他机器可以访问本服务器，但还没有运营者。请打开 ${url} 并输入以下令牌（仅可使用一次）：`,
  };
  process.stderr.write(`${said[locale]}\n\n    ${token}\n\n`);
}

function refuseReserved({ settings: { secret } }: Launch): void {
  if (secret !== undefined && (reservedPaths.includes(secret) || /[/?#%]/.test(secret))) {
    const expected = `a text without / ? # % that is none of ${reservedPaths.join(', ')}`;
    throw new AppError('wrong_setting', { name: 'SECRET', expected, got: 'one of these' });
  }
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function tellPainter({ locale }: Launch, { providers }: App): void {
  if (providers.every(({ kind }) => kind !== 'demo')) return;
  const said = {
    en: 'No provider is set up, so the built-in demo painter answers (not AI). Set OPENAI_API_KEY, XAI_API_KEY, or API_KEY with API_BASE_URL.',
    zh: '尚未配置服务商，由内置演示画笔作画（并非 AI）。请设置 OPENAI_API_KEY、XAI_API_KEY，或 API_KEY 与 API_BASE_URL。',
  };
  process.stderr.write(`${said[locale]}\n`);
}

/** A second signal does what the system does with it: end at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
