import type { Caller } from './caller.ts';
import type { Capability } from './capability.ts';
import { AppError } from './errors.ts';
import type { GenerateRequest } from './generation.ts';
import type { Host } from './host.ts';
import { allowsModel, checkLife, checkScopes } from './keys/scope.ts';
import type { Parts } from './parts.ts';
import type { Provider, ProviderRequest } from './provider.ts';
import { fitToCapability, type Negotiable } from './resolve/fit.ts';
import { type Choice, findRoute, type Route, type Step } from './resolve/route.ts';
import { type Warning, warning } from './warnings.ts';

/** What was decided about a request before anything is recorded or spent. */
export interface Plan {
  provider: Provider;
  host: Host;
  request: Omit<ProviderRequest, 'onSend' | 'first'>;
  /** True where the caller's own key pays. */
  callerPaid: boolean;
  warnings: Warning[];
  /** The alias that was asked for, or `auto`; undefined for a model's own name. */
  alias: string | undefined;
  /** What else may be done where its provider cannot and nothing was spent, in this order. */
  fallbacks?: readonly Plan[];
}

/** One of the plans for a wish. */
export interface Way {
  plan: Plan;
  /** A later one is for when the earlier ones cannot. */
  tier: number;
  /** How often it is taken beside others of its tier. */
  weight: number;
}

type Resolver = Pick<
  Parts,
  | 'providers'
  | 'aliases'
  | 'bringProvider'
  | 'withKey'
  | 'chooseHost'
  | 'defaultModel'
  | 'modelRedirects'
  | 'now'
>;

/**
 * The first step: who paints, with which model and parameters, and who keeps the image; for an alias
 * every way it may go, as it was written. Holds the rules on what a caller may bring. What is
 * `negotiable` the caller never asked for: it is left out where the model does not take it. Throws an
 * AppError where the wish cannot be met in any way.
 */
export function resolveWays(
  request: GenerateRequest,
  caller: Caller,
  parts: Resolver,
  negotiable: readonly Negotiable[] = [],
): readonly [Way, ...Way[]] {
  refuseBroughtCredentials(request, caller);
  const wished = request.model ?? parts.defaultModel;
  const route = findRoute(wished, caller.key, parts);
  const planFor = (chosen: Choice | undefined): Plan => ({
    ...planOne(chosen, wished, { request, caller, negotiable }, parts),
    alias: route.alias,
  });
  const [first, ...others] = route.steps;
  // What a caller brings is for one upstream.
  if (!first || others.length === 0 || request.upstream) {
    return [{ plan: planFor(first), tier: 0, weight: 1 }];
  }
  return planAll(route, planFor);
}

/** The first way alone. */
export function resolve(...wish: Parameters<typeof resolveWays>): Plan {
  return resolveWays(...wish)[0].plan;
}

/** Models that cannot do what is asked, or may not be used, are passed over. */
function planAll({ steps, takes }: Route, planFor: (step: Step) => Plan): readonly [Way, ...Way[]] {
  const ways: Way[] = [];
  let refused: unknown;
  for (const step of steps) {
    try {
      ways.push({ plan: planFor(step), tier: step.tier, weight: step.weight });
    } catch (thrown) {
      refused ??= thrown;
    }
  }
  const [first, ...others] = takes === 'any' ? oneOfEach(ways) : ways;
  if (!first) throw refused;
  return [first, ...others];
}

/** Of each provider the first model that does all of it, before those that leave something out. */
function oneOfEach(ways: readonly Way[]): Way[] {
  const whole = ways.filter(({ plan }) => plan.warnings.length === 0);
  const best = whole.length > 0 ? whole : ways;
  return best.filter(({ tier }, at) => best.findIndex((other) => other.tier === tier) === at);
}

interface Wish {
  request: GenerateRequest;
  caller: Caller;
  negotiable: readonly Negotiable[];
}

function planOne(
  chosen: Choice | undefined,
  wished: string | undefined,
  { request, caller, negotiable }: Wish,
  parts: Resolver,
): Omit<Plan, 'alias'> {
  const provider = bringCallersOwn(request, chosen?.provider, parts);
  if (!provider) throw noProvider(wished, parts.providers);
  if (provider.problem) throw provider.problem;
  const model = chooseModel(request.model, chosen, provider, parts);
  const { capability, warnings } = findCapability(model, provider, parts);
  const n = request.n ?? 1;
  if (caller.key) {
    checkLife(caller.key, parts.now());
    checkScopes(caller.key, { model: `${provider.name}/${capability.model}`, n });
  }
  const allowed = caller.key?.scopes.models;
  const fitted = fitToCapability(request, capability, parts.providers, negotiable);
  const bringsKey = request.upstream?.apiKey !== undefined;
  const callerPaid = bringsKey && provider !== chosen?.provider;
  if (bringsKey && !callerPaid) {
    warnings.push(warning('parameter_dropped', { param: 'api_key', model: capability.model }));
  }
  // What a caller brings stays out of the plan, which is recorded and handed to the provider.
  const { upstream: _upstream, hosting, linkFirst, lenient: _lenient, ...fit } = fitted.request;
  // What describes the picture is of no use to the provider, and makes no other picture of it.
  const { altText: _altText, tags: _tags, partialImages, ...wish } = fit;
  return {
    provider,
    host: parts.chooseHost(hosting),
    request: {
      ...wish,
      model: capability.model,
      n,
      partialImages: countPreviews(partialImages, n, capability),
      capability,
      preferUrl: linkFirst === true,
      mayUse: (other) => !allowed || allowsModel(allowed, `${provider.name}/${other}`),
    },
    callerPaid,
    warnings: [...warnings, ...fitted.warnings],
  };
}

/** Several pictures with previews would be as many calls, and nobody pays for what nobody asked for. */
function countPreviews(
  asked: GenerateRequest['partialImages'],
  n: number,
  { price }: Capability,
): number | undefined {
  if (asked !== 'when-free') return asked;
  return n === 1 && price?.perImage?.['*'] === 0 ? 1 : undefined;
}

/** Where a way in spends the operator's keys, what a caller brings is refused by name. */
function refuseBroughtCredentials(request: GenerateRequest, caller: Caller): void {
  if (caller.mayBringCredentials) return;
  const brought = {
    api_key: request.upstream?.apiKey,
    base_url: request.upstream?.baseUrl,
    image_hosting_token: request.hosting?.token,
    image_hosting_url: request.hosting?.url,
  };
  for (const [param, value] of Object.entries(brought)) {
    if (value !== undefined) throw new AppError('credentials_refused', { param }, { param });
  }
}

/** Applies the caller's own key and address; the operator's key goes to no address of a caller. */
function bringCallersOwn(
  request: GenerateRequest,
  configured: Provider | undefined,
  parts: Resolver,
): Provider | undefined {
  const { apiKey, baseUrl } = request.upstream ?? {};
  if (baseUrl !== undefined) {
    const own = parts.providers.find((provider) => isSameOrigin(provider.origin, baseUrl));
    if (own) return apiKey === undefined ? own : parts.withKey(own, apiKey);
    if (apiKey === undefined) {
      const names = { url_param: 'base_url', key_param: 'api_key' };
      throw new AppError('base_url_without_key', names, { param: 'base_url' });
    }
    refuseFilesOfOurs(request);
    return parts.bringProvider({ apiKey, baseUrl });
  }
  if (apiKey !== undefined && configured?.origin) return parts.withKey(configured, apiKey);
  return configured;
}

function refuseFilesOfOurs({ inputs = [], mask }: GenerateRequest): void {
  const param = mask?.fromDisk ? 'mask' : 'image';
  if (!mask?.fromDisk && !inputs.some((input) => input.fromDisk)) return;
  throw new AppError('file_to_caller_address', { param }, { param });
}

function isSameOrigin(origin: string | undefined, address: string): boolean {
  return origin !== undefined && new URL(origin).origin === new URL(address).origin;
}

/** The model as the provider that paints knows it; it may be another than the name alone chose. */
function chooseModel(
  asked: string | undefined,
  chosen: Choice | undefined,
  provider: Provider,
  { providers, defaultModel }: Resolver,
): string {
  if (chosen?.provider.name === provider.name) return chosen.model;
  if (asked !== undefined) {
    const prefix = `${provider.name}/`;
    return asked.startsWith(prefix) ? asked.slice(prefix.length) : asked;
  }
  // The operator's default is a model of the operator's own providers, or meant for any upstream.
  const configured = providers.some(({ name }) => name === provider.name);
  if (configured || defaultModel === undefined) return provider.defaultModel;
  return chosen?.model ?? defaultModel;
}

/** The model's row, its successor's where the vendor retired it, or what is assumed of any model. */
function findCapability(model: string, provider: Provider, parts: Resolver) {
  const rows = provider.models();
  const found = rows.find((row) => row.model === model);
  const capability = found ?? (provider.permissive && { ...provider.permissive, model });
  if (!capability) throw modelNotFound(model, [provider]);
  const warnings: Warning[] = [];
  const retired = capability.retired;
  const today = new Date(parts.now()).toISOString().slice(0, 10);
  if (!retired || today < retired.on || parts.modelRedirects === 'off') {
    return { capability, warnings };
  }
  const values = { model, date: retired.on, successor: retired.successor };
  const successor = rows.find((row) => row.model === retired.successor);
  if (parts.modelRedirects === 'warn' || !successor) {
    return { capability, warnings: [warning('model_retired', values)] };
  }
  return { capability: successor, warnings: [warning('model_redirected', values)] };
}

function noProvider(wished: string | undefined, providers: readonly Provider[]): AppError {
  if (providers.some((provider) => provider.kind !== 'demo')) {
    return modelNotFound(wished ?? '', providers);
  }
  const hint = {
    en: 'OPENAI_API_KEY, XAI_API_KEY, or API_KEY with API_BASE_URL',
    zh: 'OPENAI_API_KEY、XAI_API_KEY，或 API_KEY 与 API_BASE_URL',
  };
  const model = wished ?? { en: 'images', zh: '图片' };
  return new AppError('no_provider', { model, hint }, { param: 'model' });
}

function modelNotFound(model: string, providers: readonly Provider[]): AppError {
  const names = providers.flatMap((provider) =>
    provider.models().map((row: Capability) => row.model),
  );
  const models = names.slice(0, 20).join(', ') || { en: 'none', zh: '无' };
  return new AppError('model_not_found', { model, models }, { param: 'model' });
}
