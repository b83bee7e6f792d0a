import type { Model } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { dayText, t } from '../state/locale.ts';
import { isWordKey } from '../words.ts';
import {
  type Choices,
  maxImages,
  qualityChoices,
  type SizeChoice,
  sizeChoices,
} from './choices.ts';
import { choose, fittingModels, model } from './form.ts';

interface FieldProps {
  model: Model;
  choices: Choices;
}

/** Which model paints; grouped by who offers it. */
export function ModelField() {
  const all = fittingModels.value;
  const owners = [...new Set(all.map(({ owned_by }) => owned_by))];
  const options = (owner: string) =>
    all
      .filter(({ owned_by }) => owned_by === owner)
      .map(({ id }) => (
        <option key={id} value={id}>
          {id.slice(owner.length + 1)}
        </option>
      ));
  return (
    <label>
      <span class="label">{t('create.model')}</span>
      <select
        class="field"
        title={model.value?.maliang.title}
        value={model.value?.id}
        onChange={(event) => choose({ model: event.currentTarget.value })}
      >
        {owners.map((owner) => (
          <optgroup key={owner} label={owner}>
            {options(owner)}
          </optgroup>
        ))}
      </select>
      <ModelFacts />
    </label>
  );
}

/** How much stands behind what is offered here, in plain words. */
function ModelFacts() {
  const { verified, measured } = model.value?.maliang ?? {};
  if (!verified || model.value?.owned_by === 'demo') return null;
  const facts = [
    t(`verified.${verified}`),
    measured && t('verified.measured', { date: dayText(measured.on) }),
  ];
  return (
    <span class="mt-1.5 block text-[0.8125rem] text-soft">{facts.filter(Boolean).join(' · ')}</span>
  );
}

/** The shapes a model paints, drawn as they are. */
export function SizeField({ model, choices }: FieldProps) {
  const all = sizeChoices(model);
  if (all.length === 0) return null;
  return (
    <fieldset>
      <legend class="label">{t('create.size')}</legend>
      <div class="grid grid-cols-[repeat(auto-fill,minmax(4rem,1fr))] gap-1 rounded-xl bg-well p-1">
        {all.map((choice) => (
          <label key={choice.value} class="choice flex-col gap-1 py-1.5" title={choice.pixels}>
            <input
              type="radio"
              name="size"
              checked={choice.value === choices.size}
              onChange={() => choose({ size: choice.value })}
            />
            <Shape choice={choice} />
            <span class="text-xs">{nameOf(choice, all)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Two sizes of one shape are told apart by their pixels. */
function nameOf({ name, pixels, value }: SizeChoice, all: readonly SizeChoice[]): string {
  if (name === undefined) return t('create.auto');
  const twins = all.filter((other) => other.name === name).length > 1;
  return twins ? (pixels ?? value).replace('x', '×') : name;
}

function Shape({ choice: { name, ratio } }: { choice: SizeChoice }) {
  const side = 20;
  const width = ratio >= 1 ? side : side * ratio;
  const height = ratio >= 1 ? side / ratio : side;
  const dashes = name === undefined ? '3 2.6' : undefined;
  return (
    <svg class="size-6" viewBox="0 0 24 24" aria-hidden="true">
      <rect
        x={12 - width / 2}
        y={12 - height / 2}
        width={width}
        height={height}
        rx="1.6"
        fill={name === undefined ? 'none' : 'currentColor'}
        fill-opacity="0.14"
        stroke="currentColor"
        stroke-width="1.3"
        stroke-dasharray={dashes}
      />
    </svg>
  );
}

/** How much care is taken. */
export function QualityField({ model, choices }: FieldProps) {
  const all = qualityChoices(model);
  if (all.length === 0) return null;
  return (
    <fieldset>
      <legend class="label">{t('create.quality')}</legend>
      <div class="flex flex-wrap gap-1 rounded-xl bg-well p-1">
        {all.map((quality) => (
          <label key={quality} class="choice">
            <input
              type="radio"
              name="quality"
              checked={quality === choices.quality}
              onChange={() => choose({ quality })}
            />
            {qualityName(quality)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A quality in the words of the page, where it has some. */
export function qualityName(quality: string): string {
  const key = `quality.${quality}`;
  return isWordKey(key) ? t(key) : quality;
}

/** How many, and with which seed where a model has seeds. */
export function NumberFields({ model, choices: { n, seed } }: FieldProps) {
  const step = (by: number) => choose({ n: Math.min(maxImages, Math.max(1, n + by)) });
  return (
    <div class="grid grid-cols-2 gap-4">
      <fieldset>
        <legend class="label">{t('create.count')}</legend>
        <div class="flex items-center rounded-xl bg-well p-1">
          <button
            type="button"
            class="choice"
            aria-label={t('create.fewer')}
            disabled={n <= 1}
            onClick={() => step(-1)}
          >
            <Icon name="minus" class="size-4" />
          </button>
          <output class="w-8 text-center font-medium tabular-nums">{n}</output>
          <button
            type="button"
            class="choice"
            aria-label={t('create.more')}
            disabled={n >= maxImages}
            onClick={() => step(1)}
          >
            <Icon name="plus" class="size-4" />
          </button>
        </div>
      </fieldset>
      {model.maliang.seed && <SeedField seed={seed} />}
    </div>
  );
}

function SeedField({ seed }: { seed: number | undefined }) {
  const change = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 9);
    choose({ seed: digits === '' ? undefined : Number(digits) });
  };
  return (
    <label>
      <span class="label">{t('create.seed')}</span>
      <input
        class="field min-h-11"
        inputMode="numeric"
        autocomplete="off"
        placeholder={t('create.random')}
        value={seed ?? ''}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}
