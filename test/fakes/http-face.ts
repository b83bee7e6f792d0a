import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { App } from '../../src/app.ts';
import { createKeyring } from '../../src/core/keys/keyring.ts';
import { noSetup } from '../../src/core/keys/setup.ts';
import type { HttpOptions } from '../../src/faces/http/context.ts';
import { createHttpFace } from '../../src/faces/http/server.ts';
import { createMemoryStore } from '../../src/store/memory/memory-store.ts';

/** The operator's key at a face that is served for a test. */
export const operatorKey = 'the-key-of-the-operator';

const nothing = () => {};
const quiet = { error: nothing, warn: nothing, info: nothing, debug: nothing };
const deaf = { requestAnswered: nothing } as unknown as App['telemetry'];

/** What a test brings: parts of the app that its routes ask, and settings. */
export interface FaceParts {
  app?: Partial<App>;
  options?: Partial<HttpOptions>;
}

/** Serves the HTTP face over a memory store for one test. */
export async function serveFace({ app = {}, options = {} }: FaceParts) {
  const store = app.store ?? createMemoryStore();
  const keys = createKeyring(store, Date.now);
  const face = createHttpFace(
    {
      app: { store, keys, logger: quiet, telemetry: deaf, ...app } as App,
      adminKey: operatorKey,
      secret: undefined,
      rateLimit: 5,
      loopbackOnly: true,
      publicUrl: undefined,
      trustedProxies: [],
      host: '127.0.0.1',
      corsOrigins: [],
      callerCredentials: 'off',
      legacyBaseUrl: '',
      locale: undefined,
      fallbackLocale: 'en',
      version: '0.0.0',
      setup: noSetup,
      settings: [],
      ...options,
    },
    async () => {},
  );
  face.listen(0, '127.0.0.1');
  await once(face, 'listening');
  onTestFinished(() => {
    face.closeAllConnections();
    face.close();
  });
  const url = `http://127.0.0.1:${(face.address() as AddressInfo).port}`;
  return { url, keys, store, ask: (path: string, asked: Asked = {}) => ask(url + path, asked) };
}

/** How a route is asked: by default by the operator, in English. */
interface Asked {
  key?: string | undefined;
  language?: string;
  /** Sent as JSON, by POST. */
  json?: object;
}

async function ask(url: string, { key = operatorKey, language = 'en', json }: Asked) {
  const answer = await fetch(url, {
    headers: {
      'accept-language': language,
      ...(key && { authorization: `Bearer ${key}` }),
      ...(json && { 'content-type': 'application/json' }),
    },
    ...(json && { method: 'POST', body: JSON.stringify(json) }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}
