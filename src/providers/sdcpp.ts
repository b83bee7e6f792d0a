import { randomInt } from 'node:crypto';
import type { Capability } from '../core/capability.ts';
import { AppError } from '../core/errors.ts';
import type { Provider } from '../core/provider.ts';
import { createTasks, type TaskedOptions } from './polling/tasks.ts';
import { askJob, showJob } from './sdcpp/job.ts';
import { sdcppRequest } from './sdcpp/request.ts';
import { permissiveCapability } from './table/permissive-capability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
import { askStatus } from './wire/ask-status.ts';
import { recordOf, textOf } from './wire/json-value.ts';
import { createUpstream } from './wire/remote-options.ts';

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
export interface SdcppOptions extends Omit<TaskedOptions, 'apiKey'> {
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
  const base = options.baseUrl.replace(/(?:\/(?:sdcpp|sdapi))?(?:\/v1)?\/*$/, '');
  const upstream = createUpstream({ ...options, apiKey: '' }, { base });
  const rollSeed = options.rollSeed ?? (() => randomInt(2 ** 31 - 1));
  const tasks = createTasks({
    upstream,
    pauses: options.pauses,
    readId(begun, { provider }) {
      const id = textOf(begun.id);
      if (id !== undefined) return id;
      const values = { provider, reason: 'its answer names no job' };
      throw new AppError('outcome_unknown', values, { spent: 'maybe' });
    },
    task(id, { seed }, { context }) {
      const url = `/sdcpp/v1/jobs/${encodeURIComponent(id)}`;
      const cancel = { method: 'POST', url: `${url}/cancel` } as const;
      return {
        ask: (asking) => askJob(upstream, url, context, asking),
        cancel: (stop) => askUpstream(upstream, cancel, context, stop),
        show: (result) => showJob(result, seed, context),
      };
    },
  });
  return {
    name: options.name,
    kind: 'sdcpp',
    origin: new URL(base).origin,
    models: () => [capability],
    defaultModel: model,
    // It paints with what it was started with, whatever name it is given.
    permissive: capability,
    abortsWhenLeft: true,
    async generate(request, signal) {
      const seed = request.seed ?? rollSeed();
      return tasks.begin(await sdcppRequest(request, seed), { ...request, seed }, signal);
    },
    resume: tasks.resume,
    status: (signal) => askStatus(upstream, '/sdcpp/v1/capabilities', signal, describe),
  };
}

function describe(json: unknown): string {
  const loaded = textOf(recordOf(recordOf(json)?.model)?.stem);
  return loaded === undefined ? 'online' : `online, with ${loaded.slice(0, 80)}`;
}
