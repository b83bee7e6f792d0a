import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import { sendAsset } from './assets.ts';
import { authenticate, identify } from './auth.ts';
import { assetOriginOf, type HttpContext, type HttpEnv, type HttpOptions } from './context.ts';
import { renderLegacyError, renderOpenAiError } from './errors.ts';
import { createGuard } from './guard.ts';
import { createKey, listKeys, revokeKey, showKey } from './keys.ts';
import { createImagesLegacy, generateLegacy } from './legacy.ts';
import { editImages, refuseVariations } from './openai/edits.ts';
import { createFile, removeFile, showFile } from './openai/files.ts';
import { followGeneration } from './openai/generation-events.ts';
import { createImages } from './openai/generations.ts';
import { listGenerations, removeGeneration, showGeneration } from './openai/history.ts';
import { listModels, showModel } from './openai/models.ts';
import { startPage } from './start-page.ts';

/** The way in for MCP over HTTP, made by the MCP face and mounted here by `main.ts`. */
export type McpMount = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  caller: Caller,
) => Promise<void>;

type Handler = (context: HttpContext, options: HttpOptions) => Response | Promise<Response>;

/** First path parts that a SECRET may not be, because routes have them. */
export const reservedPaths = ['v1', 'mcp', 'i', 'ping', 'healthz'];

/** The HTTP face: one listener for every route. It does not listen yet. */
export function createHttpFace(options: HttpOptions, mcp: McpMount): Server {
  const guard = createGuard(options);
  const app = new Hono<HttpEnv>();
  const open = (handler: Handler) => async (context: HttpContext) => {
    try {
      if (!isHarmless(context)) guard(context.env.incoming.headers);
      if (isBehindKey(context)) await identify(context, options);
      return await handler(context, options);
    } catch (thrown) {
      return renderOpenAiError(context, thrown, options);
    }
  };
  // The path holds the secret, which a page that rebinds a name to us does not know.
  const legacy = (handler: Handler) => async (context: HttpContext) => {
    try {
      return await handler(context, options);
    } catch (thrown) {
      return renderLegacyError(context, thrown, options);
    }
  };

  app.get('/', open(showStart));
  app.get('/ping', open(answerPing));
  app.get('/healthz', open(answerHealth));
  app.get('/i/:name', open(sendAsset));
  app.get('/v1/models', open(listModels));
  app.get('/v1/models/:id{.+}', open(showModel));
  app.post('/v1/images/generations', open(createImages));
  app.post('/v1/images/edits', open(editImages));
  app.post('/v1/images/variations', open(refuseVariations));
  app.post('/v1/files', open(createFile));
  app.get('/v1/files/:id', open(showFile));
  app.delete('/v1/files/:id', open(removeFile));
  app.get('/v1/generations', open(listGenerations));
  app.get('/v1/generations/:id', open(showGeneration));
  app.delete('/v1/generations/:id', open(removeGeneration));
  app.get('/v1/generations/:id/events', open(followGeneration));
  app.post('/v1/keys', open(createKey));
  app.get('/v1/keys', open(listKeys));
  app.get('/v1/keys/:id', open(showKey));
  app.delete('/v1/keys/:id', open(revokeKey));
  app.all('/mcp', open(speakMcp(mcp)));
  app.post('/:secret/generate_image', legacy(generateLegacy));
  app.post('/:secret/v1/images/generations', legacy(createImagesLegacy));
  app.all('*', open(refuseUnknown));
  return listenerOf(app);
}

function showStart(context: HttpContext, options: HttpOptions): Response | Promise<Response> {
  return context.html(startPage(assetOriginOf(context, options)));
}

/** The older server's own sign of life. */
function answerPing(context: HttpContext): Response {
  return context.json({ type: 'ping' });
}

function answerHealth(context: HttpContext): Response {
  return context.json({ status: 'ok' });
}

function speakMcp(mcp: McpMount): Handler {
  return async (context, options) => {
    const caller = authenticate(context, 'mcp', options);
    await mcp(context.env.incoming, context.env.outgoing as ServerResponse, caller);
    return RESPONSE_ALREADY_SENT;
  };
}

/** The listener of a stdio process: it shows assets and does nothing else. */
export function createAssetFace(options: HttpOptions): Server {
  const app = new Hono<HttpEnv>();
  app.get('/i/:name', (context) => showAsset(context, options));
  app.all('*', (context) => context.notFound());
  return listenerOf(app);
}

async function showAsset(context: HttpContext, options: HttpOptions): Promise<Response> {
  try {
    createGuard(options)(context.env.incoming.headers);
    return await sendAsset(context, options);
  } catch (thrown) {
    return renderOpenAiError(context, thrown, options);
  }
}

/** What may come under any name: pictures, whose names nobody can guess, and signs of life. */
function isHarmless(context: HttpContext): boolean {
  const { path, method } = context.req;
  const reading = method === 'GET' || method === 'HEAD';
  return reading && (path.startsWith('/i/') || path === '/ping' || path === '/healthz');
}

/** Everything of `/v1` and `/mcp`, and of routes there that are yet to come. */
function isBehindKey({ req: { path } }: HttpContext): boolean {
  return path === '/mcp' || path.startsWith('/v1/');
}

function refuseUnknown(context: HttpContext): never {
  const what = `${context.req.method} ${context.req.path}`;
  const hint = 'Generate with POST /v1/images/generations; GET / tells more.';
  throw new AppError('not_found', { what, hint });
}

function listenerOf(app: Hono<HttpEnv>): Server {
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  server.headersTimeout = 20_000;
  server.requestTimeout = 300_000;
  server.keepAliveTimeout = 30_000;
  return server;
}
