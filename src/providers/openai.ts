import type { Capability } from '../core/capability.ts';
import { AppError } from '../core/errors.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { Warning } from '../core/warnings.ts';
import type { HttpAnswer, HttpClient } from '../kit/http-client.ts';
import { createMemorySpool, type Spool } from '../kit/spool.ts';
import { openaiBase, openaiOrigin } from './openai/base.ts';
import { openaiModels, openaiRetired } from './openai/capabilities.ts';
import { fitGif } from './openai/fit-gif.ts';
import { listModels, upstreamStatus } from './openai/model-list.ts';
import { pictureEvents } from './openai/picture-events.ts';
import {
  createRelayRedirects,
  type Redirected,
  type RelayRedirects,
} from './openai/relay-redirects.ts';
import { checkReferences, mayTakeFormat, paintRequest } from './openai/request.ts';
import { isXai } from './redirects.ts';
import { permissiveCapability } from './table/permissive-capability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import {
  callContext,
  callUpstream,
  type Deadlines,
  deadlines,
  once,
  type Upstream,
} from './wire/call.ts';
import { shownImage } from './wire/shown-image.ts';
import { type XaiOptions, xaiProvider } from './xai.ts';

/** What an OpenAI-compatible provider is made of. */
export interface OpenaiOptions {
  name: string;
  /** With or without `/v1`; see `openaiBase`. */
  baseUrl: string;
  /** Empty where a local server needs none. */
  apiKey: string;
  client: HttpClient;
  /** Whether this is OpenAI itself; default: where the base URL is api.openai.com. */
  vendor?: boolean;
  /** The models a relay is known to have; default OpenAI's living ones. */
  models?: readonly string[];
  /** For requests that name no model; default the first of the table. */
  defaultModel?: string;
  /** Whether a relay's refusal of a retired model is followed to its successor; default true. */
  followRetired?: boolean;
  /** Where a streamed preview is held; default in memory. */
  hold?: () => Promise<Spool>;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
}

/** OpenAI under its own names; at xAI's address it speaks xAI's wire. */
export const openaiKind: ProviderKind = {
  kind: 'openai',
  title: { en: 'OpenAI', zh: 'OpenAI' },
  key: { env: 'OPENAI_API_KEY' },
  address: { env: 'OPENAI_BASE_URL', default: 'https://api.openai.com/v1' },
  docs: {
    sources: ['npm openai@7.55.0', 'github.com/openai/openai-openapi openapi.json@f85dbe2'],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: providerAt,
};

/** The provider for an address that may be anybody's: xAI's wire for xAI, OpenAI's for all others. */
export function providerAt(settings: OpenaiOptions & XaiOptions): Provider {
  return isXai(settings.baseUrl) ? xaiProvider(settings) : openaiProvider(settings);
}

/** A preview is a smaller picture than the final; this is far above any. */
const maxPreviewBytes = 64 * 1024 * 1024;

/**
 * OpenAI, and everything that speaks its images API: relays, gateways, local servers. Generations
 * go out as JSON, edits as multipart with streamed files or as JSON with references; answers are read as JSON or as an event
 * stream, whichever comes.
 */
export function openaiProvider(options: OpenaiOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const origin = new URL(base).origin;
  const isVendor = options.vendor ?? origin === openaiOrigin;
  const upstream: Upstream = {
    name: options.name,
    base,
    apiKey: options.apiKey,
    client: options.client,
    retry: options.retry ?? retryPolicy,
    deadlines: { ...deadlines, ...options.deadlines },
  };
  const models = modelTable(options.models, isVendor);
  const first = models[0]?.model ?? 'gpt-image-2.5-flare';
  const hold = options.hold ?? (async () => createMemorySpool({ maxBytes: maxPreviewBytes }));
  const follows = !isVendor && (options.followRetired ?? true);
  const redirects = follows
    ? createRelayRedirects({ listModels: (signal) => listModels(upstream, signal) })
    : undefined;
  const paint = createPainter(upstream, redirects);

  return {
    name: options.name,
    kind: 'openai',
    origin,
    models: () => models,
    defaultModel: options.defaultModel ?? first,
    permissive: permissiveCapability(first),
    async generate(asked, signal) {
      checkReferences(asked);
      const fitted = isVendor ? fitGif(asked) : { request: asked, warnings: [] };
      const { answer, warnings, model } = await paint(fitted.request, signal);
      const context = callContext(upstream, model);
      const { client, retry } = upstream;
      const openUrl = (url: string) =>
        shownImage(url, { context, client, retry, signal, base: answer.url });
      return pictureEvents(answer, [...fitted.warnings, ...warnings], { context, openUrl, hold });
    },
    status: (signal) => upstreamStatus(upstream, signal),
  };
}

// Made once, since a caller that brings a key is given a provider for each request.
const vendorModels = [...openaiModels, ...openaiRetired].map((row) => ({ ...row, fileIds: true }));
const relayModels = openaiModels.map(atRelay);

function modelTable(
  names: readonly string[] | undefined,
  isVendor: boolean,
): readonly Capability[] {
  const known = isVendor ? vendorModels : relayModels;
  if (!names) return known;
  return names.map((name) => known.find((row) => row.model === name) ?? permissiveCapability(name));
}

/** A relay sets its own prices, and may know more of what it passes on than OpenAI does. */
function atRelay({ options = {}, ...row }: Capability): Capability {
  const known = Object.entries(options).filter(([, rules]) => rules !== false);
  return { ...row, options: Object.fromEntries(known), price: undefined };
}

interface Painted {
  answer: HttpAnswer;
  warnings: Warning[];
  /** The model that was asked in the end. */
  model: string;
}

/** Makes the paid call: at most one request is charged, whatever has to be learnt on the way. */
function createPainter(upstream: Upstream, redirects: RelayRedirects | undefined) {
  const formatless = new Set<string>();

  async function call({ request, warnings }: Redirected, signal: AbortSignal): Promise<Painted> {
    const { model, onSend } = request;
    const ask = (withFormat: boolean) =>
      callUpstream(upstream, model, () => paintRequest(request, withFormat), onSend, signal);
    const withFormat = mayTakeFormat(model) && !formatless.has(model);
    try {
      return { answer: await ask(withFormat), warnings, model };
    } catch (thrown) {
      if (!withFormat || !refusesFormat(thrown)) throw thrown;
      formatless.add(model);
      return { answer: await ask(false), warnings, model };
    }
  }

  return async (asked: ProviderRequest, signal: AbortSignal): Promise<Painted> => {
    const request = { ...asked, onSend: once(asked.onSend) };
    const remembered = redirects?.remembered(request);
    if (remembered) return call(remembered, signal);
    try {
      return await call({ request, warnings: [] }, signal);
    } catch (thrown) {
      const successor = await redirects?.afterRefusal(request, thrown, signal);
      if (!successor) throw thrown;
      return call(successor, signal);
    }
  };
}

/** A 400 costs nothing; servers that take no `response_format` name it in theirs. */
function refusesFormat(thrown: unknown): boolean {
  if (!(thrown instanceof AppError) || thrown.code !== 'upstream_rejected') return false;
  return thrown.details.param === 'response_format' || thrown.message.includes('response_format');
}
