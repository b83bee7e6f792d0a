import type { CallToolResult } from '@modelcontextprotocol/server';
import { assetUrl } from '../../core/asset-url.ts';
import { type Outcome, secondsOf } from '../../core/library/side-by-side.ts';
import type { Job } from '../../core/queue.ts';
import { type Warning, warning, warningText } from '../../core/warnings.ts';
import { errorText } from './error-result.ts';
import { altOf, warningsBefore } from './image-result.ts';
import { withoutDefaults } from './job-result.ts';
import { olderDefaults } from './paint-parameters.ts';
import type { Saved } from './save-images.ts';
import { showPictures } from './show-pictures.ts';
import { say } from './texts.ts';
import type { ToolCall } from './tool.ts';

/** One model's part of a comparison as far as it has come. */
export interface Part {
  model: string;
  /** Undefined where it was refused. */
  job: Job | undefined;
  /** Undefined while it paints. */
  outcome: Outcome | undefined;
}

/** Pictures of several models as a result: the bare URLs, a line for each model, the same as data. */
export async function sideBySideResult(
  parts: readonly Part[],
  saved: Saved,
  call: ToolCall,
): Promise<CallToolResult> {
  const { options, caller } = call;
  const assets = parts.flatMap((part) => assetsOf(part));
  const said = new Set<string>();
  const tell = (warnings: readonly Warning[]) => {
    for (const warned of warnings) said.add(warningText(warned, caller.locale));
  };
  for (const { outcome } of parts) {
    // What the older defaults met is nothing the caller asked for.
    tell(withoutDefaults(outcome?.generation?.warnings ?? [], Object.keys(olderDefaults)));
  }
  tell(saved.warnings);
  for (const asset of assets) tell(await warningsBefore(asset, call));
  if (options.app.store.volatile) tell([warning('nothing_kept', {})]);
  const { blocks, notes } = await showPictures(assets, call);
  const warnings = [...said, ...notes];
  const lines = [
    ...parts.map((part) => describeInWords(part, call)),
    ...Array.from(saved.savedAs.values(), (path) => say('saved_as', caller.locale, { path })),
    ...warnings.map((text) => say('warning', caller.locale, { text })),
  ];
  return {
    content: [
      ...assets.map((asset) => ({
        type: 'text' as const,
        text: assetUrl(asset, caller.assetOrigin),
      })),
      { type: 'text', text: lines.join('\n') },
      ...blocks,
    ],
    ...(assets.length === 0 && parts.every(({ outcome }) => outcome) && { isError: true }),
    structuredContent: {
      status: parts.every(({ outcome }) => outcome) ? 'done' : 'running',
      images: parts.flatMap((part) => imagesAsData(part, call)),
      models: parts.map((part) => describeAsData(part, call)),
      ...(warnings.length > 0 && { warnings }),
    },
  };
}

function assetsOf({ outcome }: Part) {
  return outcome?.generation?.assets.toSorted((a, b) => a.index - b.index) ?? [];
}

function describeInWords(part: Part, { caller: { locale, assetOrigin } }: ToolCall): string {
  const { model, job, outcome } = part;
  if (!outcome) return `${model}: ${say('still_painting', locale, { id: job?.id ?? '' })}`;
  const { generation, error } = outcome;
  const assets = assetsOf(part);
  if (!generation || assets.length === 0) {
    return `${model}: ${error ? errorText(error, locale) : (generation?.error?.message ?? '')}`;
  }
  const { altText, prompt, cost } = generation;
  const pictures = assets.map(
    (asset) =>
      `![${altOf(altText ?? prompt)}](${assetUrl(asset, assetOrigin)}) · ${asset.id} · ${asset.width}×${asset.height}`,
  );
  const facts = [`${secondsOf(generation)} s`, cost && `$${cost.usd} (${cost.kind})`];
  return [`${model}: ${pictures.join(' · ')}`, ...facts.filter(Boolean)].join(' · ');
}

function imagesAsData(part: Part, { caller }: ToolCall) {
  return assetsOf(part).map((asset) => ({
    id: asset.id,
    url: assetUrl(asset, caller.assetOrigin),
    mime: asset.mediaType,
    size: asset.size,
    width: asset.width,
    height: asset.height,
    model: part.model,
  }));
}

function describeAsData({ model, job, outcome }: Part, { caller: { locale } }: ToolCall) {
  if (!outcome) return { model, status: 'running', job_id: job?.id };
  const { generation, error } = outcome;
  const made = generation && generation.assets.length > 0;
  return {
    model,
    status: made ? 'done' : 'failed',
    ...(generation && { job_id: generation.id, seconds: secondsOf(generation) }),
    ...(generation?.cost && { cost_usd: generation.cost.usd, cost_kind: generation.cost.kind }),
    ...(!made && error && { error: errorText(error, locale) }),
  };
}
