/** A model that an alias stands for, and how often it is taken beside those it stands with. */
export interface AliasChoice {
  /** As a request would name it. */
  model: string;
  weight: number;
}

/** What an alias stands for. */
export interface ModelAlias {
  /** As it was written. */
  text: string;
  /** Lists that are tried one after another; of one list each model comes as often as it weighs. */
  tiers: readonly (readonly AliasChoice[])[];
}

/** Aliases by their names. */
export type ModelAliases = ReadonlyMap<string, ModelAlias>;

/** A name without a slash, so that `provider/model` always means what it says. */
const aliasName = /^[\p{L}\p{N}_][\p{L}\p{N}_.:-]{0,99}$/u;
const aliasedModel = /^([^\s,;|>*=]{1,200})(?:\*(\d{1,4}))?$/;

/**
 * Reads what an alias stands for: `openai/gpt-image-2*3|xai/grok-imagine-image-2.0>fal/flux` is the
 * first three times out of four and the second once, and where neither can be had, the third.
 * Undefined where it is written otherwise.
 */
export function parseModelAlias(text: string): ModelAlias | undefined {
  const tiers = text.split('>').map((tier) => tier.split('|').map(parseChoice));
  const whole = tiers.flatMap((tier) => {
    const choices = tier.flatMap((choice) => choice ?? []);
    return choices.length === tier.length ? [choices] : [];
  });
  return whole.length === tiers.length ? { text: text.trim(), tiers: whole } : undefined;
}

function parseChoice(text: string): AliasChoice | undefined {
  const [, model, weight = '1'] = aliasedModel.exec(text.trim()) ?? [];
  if (model === undefined || Number(weight) === 0) return undefined;
  return { model, weight: Number(weight) };
}

/**
 * Reads aliases from `name=…` pairs, separated by commas, semicolons or lines, or from a JSON object
 * of them. Undefined where one of them is no alias, or is named twice.
 */
export function parseModelAliases(text: string): ModelAliases | undefined {
  const pairs = /^\s*\{/.test(text) ? readJson(text) : text.split(/[,;\n]/).flatMap(readPair);
  const aliases = new Map<string, ModelAlias>();
  for (const [name, value] of pairs ?? [[]]) {
    const alias = typeof value === 'string' ? parseModelAlias(value) : undefined;
    if (name === undefined || !aliasName.test(name) || !alias || aliases.has(name))
      return undefined;
    aliases.set(name, alias);
  }
  return aliases.size > 0 ? aliases : undefined;
}

type Pair = [name?: string, value?: unknown];

function readPair(text: string): Pair[] {
  if (text.trim() === '') return [];
  const at = text.indexOf('=');
  return at < 0 ? [[]] : [[text.slice(0, at).trim(), text.slice(at + 1)]];
}

function readJson(text: string): Pair[] | undefined {
  try {
    return Object.entries(JSON.parse(text) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}
