import type { Capability } from '../core/capability.ts';
import { AppError } from '../core/errors.ts';
import type { Provider, ProviderEvent, ProviderRequest } from '../core/provider.ts';
import { takeTurns } from '../kit/take-turns.ts';
import { readA1111, readA1111Error } from './a1111/answer.ts';
import { a1111Request, loadedModel } from './a1111/request.ts';
import { interrupt, watchPainting } from './a1111/watch.ts';
import { permissiveCapability } from './table/permissive-capability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import { callContext, callUpstream, once } from './wire/call.ts';
import { listOf } from './wire/json-value.ts';
import { createUpstream, type KeylessOptions } from './wire/remote-options.ts';
import { settleAtFirst } from './wire/settle-at-first.ts';

/** AUTOMATIC1111’s web UI, and all that speak its API: Forge, SD.Next, KoboldCpp. */
export const a1111Kind: ProviderKind = {
  kind: 'a1111',
  title: { en: 'AUTOMATIC1111, Forge, SD.Next', zh: 'AUTOMATIC1111、Forge、SD.Next' },
  address: { env: 'A1111_BASE_URL', example: 'http://127.0.0.1:7860' },
  extraSettings: [
    {
      env: 'A1111_AUTH',
      secret: true,
      about: {
        en: 'User and password as `user:password`, where it was started with --api-auth.',
        zh: '以 `user:password` 形式填写的用户名和密码（启动时使用了 --api-auth 的情况）。',
      },
    },
  ],
  docs: {
    sources: ['github.com/AUTOMATIC1111/stable-diffusion-webui modules/api/api.py'],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: (settings) => a1111Provider({ ...settings, auth: settings.extra.A1111_AUTH }),
};

/** What the AUTOMATIC1111 provider is made of. */
export interface A1111Options extends KeylessOptions {
  /** `user:password`; undefined where none is needed. */
  auth?: string | undefined;
  /** Between two questions how far it is, in milliseconds; default 1,000. */
  pauseMs?: number;
}

/** One picture a call: each has its own seed and progress, and no sheet of all comes with it. */
const capability: Capability = {
  ...permissiveCapability(loadedModel),
  title: 'Stable Diffusion web UI: the checkpoint that is loaded, or the one named as the model',
  sizes: {
    named: ['512x512'],
    free: {
      ...{ step: 8, minSide: 64, maxSide: 2048, maxRatio: 8 },
      ...{ minPixels: 64 * 64, maxPixels: 2048 * 2048 },
    },
  },
  qualities: [],
  formats: [],
  backgrounds: [],
  maxN: 1,
  maxInputs: 1,
  markup: false,
  moderation: false,
  inputFidelity: false,
  style: false,
  user: false,
  compression: false,
  verified: 'fixture',
  source: 'github.com/AUTOMATIC1111/stable-diffusion-webui modules/api/api.py',
};

/** Stable Diffusion’s web UIs by their own API, which paint one picture after the other. */
export function a1111Provider(options: A1111Options): Provider {
  const { auth = '', pauseMs = 1000 } = options;
  const base = options.baseUrl.replace(/(?:\/sdapi(?:\/v1)?)?\/*$/, '');
  const login = { authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
  const upstream = createUpstream(
    { ...options, apiKey: auth },
    { base, readError: readA1111Error, authorize: () => login },
  );
  const turns = takeTurns();

  async function* paint(
    request: ProviderRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ProviderEvent> {
    const { model, partialImages: previews = 0 } = request;
    const { build, warnings } = await a1111Request(request);
    const context = callContext(upstream, model);
    const onSend = once(request.onSend);
    let isOurTurn = false;
    // Its progress is the server's, so two calls at once would be told of each other's picture.
    const turn = turns(base, () => {
      isOurTurn = true;
      return callUpstream(upstream, model, build, onSend, signal);
    });
    const stop = () => {
      if (!isOurTurn) return;
      interrupt(upstream, context, AbortSignal.timeout(5000)).catch(() => undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    const work = unlessAborted(turn, () => !isOurTurn, signal);
    try {
      const watch = { upstream, context, previews, pauseMs, signal };
      const answer = yield* watchPainting(work, watch);
      for (const warning of warnings) yield { type: 'warning', warning };
      yield* readA1111(answer, context);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  return {
    name: options.name,
    kind: 'a1111',
    origin: new URL(base).origin,
    models: () => [capability],
    defaultModel: loadedModel,
    permissive: capability,
    abortsWhenLeft: true,
    generate: (request, signal) => settleAtFirst(paint(request, signal)),
    status: (signal) => askStatus(upstream, '/sdapi/v1/sd-models', signal, describe),
  };
}

/** The same, but given up at once while it only waits for others. */
function unlessAborted<Result>(
  work: Promise<Result>,
  isWaiting: () => boolean,
  signal: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      if (isWaiting()) reject(new AppError('cancelled', {}));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

function describe(json: unknown): string {
  return `online, ${listOf(json).length} checkpoints`;
}
