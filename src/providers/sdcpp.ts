import { randomInt } from 'node:crypto';
import type { Capability } from '../core/capability.ts';
import { AppError } from '../core/errors.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { Warning } from '../core/warnings.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { followTask } from './polling/follow-task.ts';
import { type Pauses, usualPauses } from './polling/pauses.ts';
import { askJob, type JobPictures, showJob } from './sdcpp/job.ts';
import { sdcppRequest } from './sdcpp/request.ts';
import { permissiveCapability } from './table/permissive-capability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
import { askStatus } from './wire/ask-status.ts';
import {
  callContext,
  callUpstream,
  type Deadlines,
  deadlines,
  once,
  type Upstream,
} from './wire/call.ts';
import { recordOf, textOf } from './wire/json-value.ts';
import { readPaidJson } from './wire/paid-json.ts';

/** The server of stable-diffusion.cpp. */
export const sdcppKind: ProviderKind = {
  kind: 'sdcpp',
  title: { en: 'stable-diffusion.cpp', zh: 'Stable-Diffusion.cpp' },
  address: { env: 'SDCPP_BASE_URL', example: 'http://127.0.0.1:1234' },
  docs: {
    sources: ['github.com/leejet/stable-diffusion.cpp examples/server@97d2990'],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: sdcppProvider,
};

/** What the stable-diffusion.cpp provider is made of. */
export interface SdcppOptions {
  name: string;
  /** Of the server, with or without one of its API's paths. */
  baseUrl: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
  pauses?: Pauses;
  rollSeed?: () => number;
}

/** The name its own list gives to whatever model it was started with. */
const model = 'sd-cpp-local';

/** Limits from make_capabilities_json of routes_sdcpp.cpp. */
const capability: Capability = {
  ...permissiveCapability(model),
  title: 'stable-diffusion.cpp: the model it was started with',
  sizes: {
    named: [],
    free: {
      ...{ step: 16, minSide: 64, maxSide: 4096, maxRatio: 8 },
      ...{ minPixels: 64 * 64, maxPixels: 4096 * 4096 },
    },
  },
  qualities: [],
  formats: ['png', 'jpeg', 'webp'],
  backgrounds: [],
  maxN: 8,
  maxInputs: 8,
  markup: false,
  stream: false,
  moderation: false,
  inputFidelity: false,
  style: false,
  user: false,
  verified: 'fixture',
  source: 'github.com/leejet/stable-diffusion.cpp examples/server/api.md',
};

/** stable-diffusion.cpp by its native jobs, which tell their place and can be cancelled in the queue. */
export function sdcppProvider(options: SdcppOptions): Provider {
  const { name, client, retry = retryPolicy, pauses = usualPauses } = options;
  const base = options.baseUrl.replace(/(?:\/(?:sdcpp|sdapi))?(?:\/v1)?\/*$/, '');
  const upstream: Upstream = {
    ...{ name, base, apiKey: '', client, retry },
    deadlines: { ...deadlines, ...options.deadlines },
  };
  const rollSeed = options.rollSeed ?? (() => randomInt(2 ** 31 - 1));
  const follow = (id: string, begun: Begun, request: ProviderRequest, signal: AbortSignal) => {
    const context = callContext(upstream, request.model);
    const url = `/sdcpp/v1/jobs/${encodeURIComponent(id)}`;
    const cancel = (stopping: AbortSignal) =>
      askUpstream(upstream, { method: 'POST', url: `${url}/cancel` }, context, stopping);
    return followTask<JobPictures>({
      ...{ id, provider: name, signal, pauses, cancel, ...begun },
      ask: (asking) => askJob(upstream, url, context, asking),
      show: (result) => showJob(result, begun.seed, context),
    });
  };
  return {
    name,
    kind: 'sdcpp',
    origin: new URL(base).origin,
    models: () => [capability],
    defaultModel: model,
    // It paints with what it was started with, whatever name it is given.
    permissive: capability,
    abortsWhenLeft: true,
    async generate(request, signal) {
      const context = callContext(upstream, request.model);
      const seed = request.seed ?? rollSeed();
      const { build, warnings } = await sdcppRequest(request, seed);
      const onSend = once(request.onSend);
      const answer = await callUpstream(upstream, request.model, build, onSend, signal);
      const id = textOf(recordOf(await readPaidJson(answer, context))?.id);
      if (id !== undefined) return follow(id, { isNew: true, seed, warnings }, request, signal);
      const values = { provider: name, reason: 'its answer names no job' };
      throw new AppError('outcome_unknown', values, { spent: 'maybe' });
    },
    resume: async (id, request, signal) =>
      follow(id, { isNew: false, seed: request.seed, warnings: [] }, request, signal),
    status: (signal) => askStatus(upstream, '/sdcpp/v1/capabilities', signal, describe),
  };
}

interface Begun {
  isNew: boolean;
  seed: number | undefined;
  warnings: Warning[];
}

function describe(json: unknown): string {
  const loaded = textOf(recordOf(recordOf(json)?.model)?.stem);
  return loaded === undefined ? 'online' : `online, with ${loaded.slice(0, 80)}`;
}
