import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import { metricsMediaType } from '../../kit/prometheus.ts';
import { sendAsset } from './assets.ts';
import { authenticate, authenticateOperator, identify } from './auth.ts';
import type { HttpContext, HttpEnv, HttpOptions } from './context.ts';
import { allowOrigin } from './cors.ts';
import { renderLegacyError, renderOpenAiError } from './errors.ts';
import { createGuard } from './guard.ts';
import { checkHost, listHosts } from './hosts.ts';
import { createKey, listKeys, revokeKey, showKey } from './keys.ts';
import { createImagesLegacy, generateLegacy } from './legacy.ts';
import { archiveImages, downloadArchive } from './openai/archive.ts';
import { compareModels } from './openai/comparisons.ts';
import { editImages, refuseVariations } from './openai/edits.ts';
import { favourGenerations } from './openai/favourites.ts';
import { createFile, removeFile, showFile } from './openai/files.ts';
import { followGeneration } from './openai/generation-events.ts';
import { createImages } from './openai/generations.ts';
import {
  favourImage,
  listGenerations,
  removeGeneration,
  showGeneration,
} from './openai/history.ts';
import { followHistory } from './openai/history-events.ts';
import { listModels, showModel } from './openai/models.ts';
import { listGenerationIds, removeGenerations } from './openai/removals.ts';
import { showDocs, showOpenApi } from './openapi/show.ts';
import { readInPace, watchAnswer, watchRest } from './pace.ts';
import { sendPage, sendPageAsset } from './page.ts';
import { answerPing } from './ping.ts';
import { checkProvider, listProviders } from './providers.ts';
import { answerReady } from './readiness.ts';
import { missShare } from './receive.ts';
import { listSettings } from './settings.ts';
import { redeemSetup, showSetup } from './setup.ts';
import { showShared } from './share/share-page.ts';
import { shareGeneration, unshareGeneration } from './share/shares.ts';
import { listStyles, removeStyle, saveStyle, showStyle } from './styles.ts';
import { takeUpload } from './upload-link.ts';
import { showUsage } from './usage.ts';
import { watchRequest } from './watch-request.ts';

/** The way in for MCP over HTTP, made by the MCP face and mounted here by `main.ts`. */
export type McpMount = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  caller: Caller,
) => Promise<void>;

type Handler = (context: HttpContext, options: HttpOptions) => Response | Promise<Response>;

/** First path parts that a SECRET may not be, because routes have them. */
export const reservedPaths = [
  'v1',
  'mcp',
  'i',
  'assets',
  'r',
  'receive',
  'upload',
  'download',
  'setup',
  'docs',
  'openapi.json',
  'ping',
  'healthz',
  'readyz',
  'metrics',
];

/** The HTTP face: one listener for every route. It does not listen yet. */
export function createHttpFace(options: HttpOptions, mcp: McpMount): Server {
  const guard = createGuard(options);
  const app = new Hono<HttpEnv>();
  const open = (handler: Handler) => async (context: HttpContext) => {
    watchRequest(context, options);
    try {
      if (!isHarmless(context, options)) guard(context.env.incoming.headers);
      const preflight = allowOrigin(context, options.corsOrigins);
      if (preflight) return preflight;
      if (isBehindKey(context)) await identify(context, options);
      return await handler(context, options);
    } catch (thrown) {
      return renderOpenAiError(context, thrown, options);
    }
  };
  // The path holds the secret, which a page that rebinds a name to us does not know.
  const legacy = (handler: Handler) => async (context: HttpContext) => {
    watchRequest(context, options);
    try {
      return await handler(context, options);
    } catch (thrown) {
      return renderLegacyError(context, thrown, options);
    }
  };

  app.get('/', open(sendPage));
  app.get('/assets/:name', open(sendPageAsset));
  app.post('/receive', open(missShare));
  app.get('/ping', open(answerPing));
  app.get('/healthz', open(answerHealth));
  app.get('/readyz', open(answerReady));
  app.get('/metrics', open(showMetrics));
  app.get('/openapi.json', open(showOpenApi));
  app.get('/docs', open(showDocs));
  app.get('/i/:name', open(sendAsset));
  app.get('/r/:id', open(showShared));
  app.on(['PUT', 'POST'], '/upload/:token', open(takeUpload));
  app.get('/v1/models', open(listModels));
  app.get('/v1/models/:id{.+}', open(showModel));
  app.post('/v1/images/generations', open(createImages));
  app.post('/v1/images/edits', open(editImages));
  app.post('/v1/images/variations', open(refuseVariations));
  app.post('/v1/images/comparisons', open(compareModels));
  app.get('/v1/styles', open(listStyles));
  app.post('/v1/styles', open(saveStyle));
  app.get('/v1/styles/:name', open(showStyle));
  app.delete('/v1/styles/:name', open(removeStyle));
  app.post('/v1/files', open(createFile));
  app.get('/v1/files/:id', open(showFile));
  app.delete('/v1/files/:id', open(removeFile));
  app.post('/v1/keys', open(createKey));
  app.get('/v1/keys', open(listKeys));
  app.get('/v1/keys/:id', open(showKey));
  app.delete('/v1/keys/:id', open(revokeKey));
  app.get('/v1/usage', open(showUsage));
  app.get('/v1/providers', open(listProviders));
  app.post('/v1/providers/:name/check', open(checkProvider));
  app.get('/v1/hosts', open(listHosts));
  app.post('/v1/hosts/:name/check', open(checkHost));
  app.get('/v1/settings', open(listSettings));
  app.get('/setup', open(showSetup));
  app.post('/setup', open(redeemSetup));
  routeHistory(app, open);
  app.all('/mcp', open(speakMcp(mcp)));
  app.post('/:secret/generate_image', legacy(generateLegacy));
  app.post('/:secret/v1/images/generations', legacy(createImagesLegacy));
  app.all('*', open(refuseUnknown));
  return listenerOf(app);
}

/** What was made before: looked at, marked, shared, packed and deleted. */
function routeHistory(
  app: Hono<HttpEnv>,
  open: (handler: Handler) => (context: HttpContext) => Promise<Response>,
): void {
  app.put('/v1/images/:id/favourite', open(favourImage));
  app.delete('/v1/images/:id/favourite', open(favourImage));
  app.post('/v1/images/archive', open(archiveImages));
  app.post('/download', open(downloadArchive));
  app.get('/v1/generations', open(listGenerations));
  app.get('/v1/generations/ids', open(listGenerationIds));
  app.post('/v1/generations/removals', open(removeGenerations));
  app.post('/v1/generations/favourites', open(favourGenerations));
  app.get('/v1/generations/events', open(followHistory));
  app.get('/v1/generations/:id', open(showGeneration));
  app.delete('/v1/generations/:id', open(removeGeneration));
  app.get('/v1/generations/:id/events', open(followGeneration));
  app.put('/v1/generations/:id/share', open(shareGeneration));
  app.delete('/v1/generations/:id/share', open(unshareGeneration));
}

function answerHealth(context: HttpContext): Response {
  return context.json({ status: 'ok' });
}

function showMetrics(context: HttpContext, options: HttpOptions): Response {
  authenticateOperator(context, options);
  return context.body(options.app.metrics(), 200, { 'content-type': metricsMediaType });
}

function speakMcp(mcp: McpMount): Handler {
  return async (context, options) => {
    const caller = authenticate(context, 'mcp', options);
    const { incoming, outgoing } = context.env;
    await readInPace(incoming, () => mcp(incoming, outgoing as ServerResponse, caller));
    return RESPONSE_ALREADY_SENT;
  };
}

/** The listener of a stdio process: it shows assets, takes uploads by link and does nothing else. */
export function createAssetFace(options: HttpOptions): Server {
  const app = new Hono<HttpEnv>();
  const guard = createGuard(options);
  const guarded = (handler: Handler) => async (context: HttpContext) => {
    try {
      guard(context.env.incoming.headers);
      return await handler(context, options);
    } catch (thrown) {
      return renderOpenAiError(context, thrown, options);
    }
  };
  app.get('/i/:name', guarded(sendAsset));
  app.on(['PUT', 'POST'], '/upload/:token', guarded(takeUpload));
  app.all('*', (context) => context.notFound());
  return listenerOf(app);
}

const signsOfLife = ['/ping', '/healthz', '/readyz'];

/**
 * What may come under any name: pictures and shares, whose names nobody can guess, signs of life, and what is
 * shown to nobody without ADMIN_KEY, which a collector often asks for under a name of its own. What a phone
 * shares comes from no origin, and is only led on to the page.
 */
function isHarmless({ req }: HttpContext, { adminKey }: HttpOptions): boolean {
  const { path, method } = req;
  if (path === '/receive') return method === 'POST';
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (path === '/metrics') return adminKey !== undefined;
  return path.startsWith('/i/') || path.startsWith('/r/') || signsOfLife.includes(path);
}

/** Everything of `/v1`, `/mcp` and `/metrics`, and of routes there that are yet to come. */
function isBehindKey({ req: { path } }: HttpContext): boolean {
  return path === '/mcp' || path === '/metrics' || path.startsWith('/v1/');
}

function refuseUnknown(context: HttpContext): never {
  const what = `${context.req.method} ${context.req.path}`;
  const hint = 'Generate with POST /v1/images/generations; GET / tells more.';
  throw new AppError('not_found', { what, hint });
}

/** In milliseconds; a body has a pace to keep beside the last of them. */
const deadlines = {
  headersTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 30_000,
  requestTimeout: 300_000,
};

function listenerOf(app: Hono<HttpEnv>): Server {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return createServer(deadlines, (incoming, outgoing) => {
    watchAnswer(outgoing);
    watchRest(incoming, outgoing);
    return answer(incoming, outgoing);
  });
}
