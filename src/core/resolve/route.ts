import type { Caller } from '../caller.ts';
import type { Capability } from '../capability.ts';
import { allowsModel } from '../keys/scope.ts';
import type { Parts } from '../parts.ts';
import type { Provider } from '../provider.ts';
import { type ModelAlias, type ModelAliases, parseModelAlias } from './model-alias.ts';

/** A model, at a provider that has it. */
export interface Choice {
  provider: Provider;
  /** As the provider knows it. */
  model: string;
}

/** One way a name leads to. */
export interface Step extends Choice {
  /** Its list among several: a later one is for when the earlier ones cannot. */
  tier: number;
  /** How often it is taken beside others of its list. */
  weight: number;
}

/** Where a name leads to. */
export interface Route {
  /** The alias that was asked for, or `auto`; undefined for a model's own name. */
  alias: string | undefined;
  /** Of each list all may be used, or of `any` the first that can do what is asked. */
  takes: 'all' | 'any';
  /** As they were written; none where nobody has such a model. */
  steps: readonly Step[];
}

type Router = Pick<Parts, 'providers' | 'aliases'>;

/** The name that leaves the choice to us. */
export const autoModel = 'auto';

/**
 * What a name stands for: an alias of the caller's key, an alias of the server, `auto`,
 * `provider/model`, or a model's bare name, which the first provider that lists it has. Without a
 * name it is the first provider's own default.
 */
export function findRoute(
  wished: string | undefined,
  key: Caller['key'],
  { providers, aliases }: Router,
): Route {
  const alias = wished === undefined ? undefined : findAlias(wished, key, aliases);
  if (alias) return { alias: wished, takes: 'all', steps: stepsOf(alias, providers) };
  if (wished === autoModel) return { alias: wished, takes: 'any', steps: everything(providers) };
  const choice = findChoice(wished, providers);
  const steps = choice ? [{ ...choice, tier: 0, weight: 1 }] : [];
  return { alias: undefined, takes: 'all', steps };
}

function findAlias(name: string, key: Caller['key'], aliases: ModelAliases) {
  const own = key?.scopes.aliases ?? {};
  const text = Object.hasOwn(own, name) ? own[name] : undefined;
  return text === undefined ? aliases.get(name) : parseModelAlias(text);
}

/** Models that nobody has, because their provider is not set up here, are passed over. */
function stepsOf({ tiers }: ModelAlias, providers: readonly Provider[]): Step[] {
  return tiers.flatMap((choices, tier) =>
    choices.flatMap(({ model, weight }) => {
      const found = findChoice(model, providers);
      return found ? [{ ...found, tier, weight }] : [];
    }),
  );
}

/** Every living model, each provider's default in front. */
function everything(providers: readonly Provider[]): Step[] {
  return providers.flatMap((provider, tier) => {
    const living = provider.models().flatMap(({ model, retired }) => (retired ? [] : model));
    const models = new Set([provider.defaultModel, ...living]);
    return [...models].map((model) => ({ provider, model, tier, weight: 1 }));
  });
}

function findChoice(
  wished: string | undefined,
  providers: readonly Provider[],
): Choice | undefined {
  const first = providers[0];
  if (!first || (wished !== undefined && climbs(wished))) return undefined;
  if (wished === undefined) return { provider: first, model: first.defaultModel };
  const [prefix = '', ...rest] = wished.split('/');
  const named = providers.find((provider) => provider.name === prefix);
  if (named && rest.length > 0) return { provider: named, model: rest.join('/') };
  const having = providers.find((provider) => hasModel(provider, wished));
  if (having) return { provider: having, model: wished };
  const open = providers.find((provider) => provider.permissive);
  return open && { provider: open, model: wished };
}

/**
 * Whether a name has parts that lead elsewhere in a path. Many a vendor has models in its routes,
 * where such a name would take the operator's key to another one.
 */
function climbs(name: string): boolean {
  return name.split('/').some((part) => part === '.' || part === '..');
}

function hasModel(provider: Provider, model: string): boolean {
  return provider.models().some((capability) => capability.model === model);
}

/** An alias that a caller may name. */
export interface ListedAlias {
  name: string;
  /** As it was written. */
  text: string;
  /** The first model behind it that the caller may use. */
  provider: Provider;
  capability: Capability;
}

/** The aliases of a key and of the server, without those that lead nowhere for this caller. */
export function listAliases(key: Caller['key'], { providers, aliases }: Router): ListedAlias[] {
  const patterns = key?.scopes.models;
  const own = Object.entries(key?.scopes.aliases ?? {}).flatMap(([name, text]) => {
    const alias = parseModelAlias(text);
    return alias ? [[name, alias] as const] : [];
  });
  return [...new Map([...aliases, ...own])].flatMap(([name, alias]) => {
    const step = stepsOf(alias, providers).find(
      ({ provider, model }) => !patterns || allowsModel(patterns, `${provider.name}/${model}`),
    );
    const capability = step && findRow(step);
    return step && capability
      ? [{ name, text: alias.text, provider: step.provider, capability }]
      : [];
  });
}

function findRow({ provider, model }: Choice): Capability | undefined {
  const { permissive } = provider;
  const row = provider.models().find((capability) => capability.model === model);
  return row ?? (permissive && { ...permissive, model });
}
