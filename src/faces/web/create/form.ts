import { computed, effect, signal } from '@preact/signals';
import type { Input, Wish } from '../api/paint.ts';
import type { Generation } from '../api/shapes.ts';
import { recall, recallJson, remember } from '../state/kept.ts';
import { models } from '../state/models.ts';
import { chooseStyle, styleName } from '../state/styles.ts';
import { type Choices, fitChoices } from './choices.ts';
import { type MoreValues, readMore } from './more.ts';
import { askForOwnKey, describeOwn, ownModels, readOwn, setOwn, usesOwn } from './own-provider.ts';

/** What stands in the prompt box; kept over a reload. */
export const prompt = signal(recall('draft') ?? '');

/** What was chosen last, as it was chosen: the model at hand may not take all of it. */
export const chosen = signal<Choices>(readChosen());

/** Whether several pictures are asked for one by one. */
export const separately = signal(recallJson('separately') === true);

/** The pictures to start from, at most as many as the model takes. */
export const inputs = signal<readonly Input[]>([]);

effect(() => remember('separately', separately.value ? 'true' : undefined));
effect(() => remember('draft', prompt.value || undefined));
effect(() => remember('choices', JSON.stringify(chosen.value)));

function readChosen(): Choices {
  const kept = recallJson('choices') as Partial<Choices> | undefined;
  return {
    model: kept?.model ?? '',
    size: kept?.size,
    quality: kept?.quality,
    n: kept?.n ?? 1,
    seed: kept?.seed,
    more: kept?.more ?? {},
  };
}

/** The models that can do what is asked: those that edit, where there are pictures to start from. */
export const fittingModels = computed(() => {
  const all = models.value ?? [];
  return inputs.value.length === 0 ? all : all.filter(({ maliang }) => maliang.edit);
});

/** The chosen model, else the first there is. */
export const model = computed(() => {
  // One that is yet to be named has the same controls.
  if (usesOwn.value) return ownModels.value[0] ?? describeOwn('');
  const all = fittingModels.value;
  return all.find(({ id }) => id === chosen.value.model) ?? all[0];
});

/** The choices as the model takes them. */
export const choices = computed(
  () => model.value && fitChoices(chosen.value, model.value, inputs.value.length > 0),
);

/** Changes some of the choices. */
export function choose(change: Partial<Choices>): void {
  chosen.value = { ...chosen.value, ...change };
}

/** Chooses one of the rarer parameters; undefined leaves it to the model. */
export function chooseMore(name: string, value: string | number | undefined): void {
  const { [name]: _before, ...others } = chosen.value.more;
  choose({ more: value === undefined ? others : { ...others, [name]: value } });
}

/** What would be asked for now; undefined while something is missing. */
export function currentWish(text = prompt.value): Wish | undefined {
  if (!choices.value || text.trim() === '') return undefined;
  const style = styleName.value;
  const own = readOwn();
  // What nobody chose may be what an unknown model does not take.
  const open = own && { size: pick('size'), quality: pick('quality') };
  return { ...choices.value, ...open, prompt: text.trim(), style, inputs: inputs.value, own };
}

/** What was chosen and is taken; undefined where the form shows a default only. */
export function pick(name: 'size' | 'quality'): string | undefined {
  const value = choices.value?.[name];
  return value === chosen.value[name] ? value : undefined;
}

/** Fills the form with what a generation was asked. */
export function reuse(generation: Generation): void {
  const wish = wishOf(generation);
  refill(wish);
  if (wish.own) askForOwnKey(wish.model);
  else setOwn(false);
}

/** Fills the form with a wish whose key is kept nowhere, and asks for the key. */
export function refillOwn(wish: Wish): void {
  refill(wish);
  if (wish.inputs.length > 0) inputs.value = wish.inputs;
  askForOwnKey(wish.model);
}

function refill(wish: Wish): void {
  prompt.value = wish.prompt;
  const { size, quality, n, seed, more, style } = wish;
  const model = wish.own ? chosen.value.model : wish.model;
  chooseStyle(style);
  chosen.value = { model, size, quality, n, seed, more };
}

/** What a generation of the history was asked, as far as it can be asked again from here. */
export function wishOf(generation: Generation): Wish {
  const { prompt, provider, model, parameters, style } = generation;
  const name = generation.caller_paid ? model : `${provider}/${model}`;
  const { size, quality, n, seed } = parameters;
  return {
    prompt,
    model: name,
    size: typeof size === 'string' ? size : undefined,
    quality: typeof quality === 'string' ? quality : undefined,
    n: typeof n === 'number' ? n : 1,
    seed: typeof seed === 'number' ? seed : undefined,
    more: generation.caller_paid
      ? readMore(parameters, describeOwn(model))
      : moreOf(name, parameters),
    style: style?.name,
    inputs: [],
    own: generation.caller_paid ? 'forgotten' : undefined,
  };
}

function moreOf(id: string, parameters: Generation['parameters']): MoreValues {
  const model = models.value?.find((known) => known.id === id);
  return model ? readMore(parameters, model) : {};
}
