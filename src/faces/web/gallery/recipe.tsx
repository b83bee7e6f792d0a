import type { Generation, Picture } from '../api/shapes.ts';
import { costText } from '../create/cost.ts';
import { qualityName } from '../create/fields.tsx';
import { WarningList } from '../parts/warning-list.tsx';
import { momentText, t } from '../state/locale.ts';
import { Lineage } from './lineage.tsx';

/** What a picture was made from: prompt, model, parameters, cost, and where it comes from. */
export function Recipe({
  generation,
  picture,
}: {
  generation: Generation;
  picture: Picture | undefined;
}) {
  const { prompt, warnings } = generation;
  return (
    <div class="grid gap-4">
      <p class="pr-12 font-serif text-xl leading-snug whitespace-pre-wrap">{prompt}</p>
      {picture?.revised_prompt && picture.revised_prompt !== prompt && (
        <details>
          <summary class="text-sm text-soft">{t('recipe.revised')}</summary>
          <p class="mt-2 text-sm whitespace-pre-wrap">{picture.revised_prompt}</p>
        </details>
      )}
      <dl class="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1.5 text-sm">
        {facts(generation, picture).map(([name, value]) => (
          <div key={name} class="contents">
            <dt class="text-soft">{name}</dt>
            <dd class="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <WarningList warnings={warnings} />
      <Lineage generation={generation} />
    </div>
  );
}

/** Hashes of files mean nothing to people. */
const hidden = ['inputs', 'mask', 'markup', 'safety_identifier'];
/** These stand among the facts in words of the page, or say nothing. */
const told = ['n', 'size', 'quality', 'seed', 'partial_images', 'stream'];

function facts(generation: Generation, picture: Picture | undefined): [string, string][] {
  const { provider, model, parameters, cost_usd, cost_kind, created_at, ended_at } = generation;
  const { size, quality } = parameters;
  const pixels = picture?.width ? `${picture.width}x${picture.height}` : undefined;
  const rows: [string, string | undefined][] = [
    [t('recipe.model'), `${provider}/${model}`],
    [t('recipe.pixels'), pixels?.replace('x', ' × ')],
    [t('recipe.asked'), typeof size === 'string' && size !== pixels ? size : undefined],
    [t('create.quality'), typeof quality === 'string' ? qualityName(quality) : undefined],
    [t('recipe.file'), picture && `${kindOf(picture)}, ${sizeText(picture.bytes)}`],
    [t('recipe.seed'), picture?.seed?.toString()],
    ...Object.entries(parameters)
      .filter(([name]) => !hidden.includes(name) && !told.includes(name))
      .map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    [t('recipe.cost'), ended_at === null ? undefined : costText(cost_usd, cost_kind)],
    [t('recipe.at'), momentText(created_at)],
    [t('recipe.until'), picture?.expires_at ? momentText(picture.expires_at) : undefined],
    [
      t('recipe.took'),
      ended_at === null ? undefined : t('run.took', { seconds: ended_at - created_at || '< 1' }),
    ],
  ];
  return rows.flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

function kindOf({ media_type }: Picture): string {
  return media_type.replace('image/', '').toUpperCase();
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
