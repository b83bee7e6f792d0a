import { assetUrl } from '../../../core/asset-url.ts';
import { readInteger, readText } from '../../../core/request.ts';
import { type Warning, warningText } from '../../../core/warnings.ts';
import { altOf, warningsBefore } from '../image-result.ts';
import type { McpOptions } from '../options.ts';
import { describeFound, type FoundImage, findImages } from '../own-asset.ts';
import { integer, object, type ToolInput, text } from '../schema.ts';
import { say } from '../texts.ts';
import type { Tool, ToolCall } from '../tool.ts';
import { unknownParameters } from '../unknown-parameters.ts';

const defaultLimit = 5;
const maxLimit = 20;
const names = new Set(['query', 'limit']);

/** `search_images`: what the caller had painted before, so that nothing is paid for twice. */
export function searchImages(options: McpOptions): Tool {
  return {
    name: 'search_images',
    title: { en: 'Search images', zh: '搜索图片' }[options.locale],
    description:
      'Find images painted before, the newest first, by words of their prompts, alt texts and tags. Use it before painting again what may exist already: it costs nothing. Answers with one line an image: link, id, size, model, date.',
    input: object({
      query: text('Words that all stand there; leave out for the newest.'),
      limit: integer('How many images.', { minimum: 1, maximum: maxLimit, default: defaultLimit }),
    }),
    output: object(
      {
        images: {
          type: 'array',
          items: object({ id: text('img_…'), url: { type: 'string' } }),
          description: 'Also job_id, prompt, model, width, height, created_at.',
        },
      },
      ['images'],
    ),
    annotations: {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
    async run(input, call) {
      const found = await search(input, call);
      const warnings = unknownParameters(input, names, this.name);
      for (const { asset } of found) warnings.push(...(await warningsBefore(asset, call)));
      return {
        content: [{ type: 'text', text: describeInWords(found, warnings, call) }],
        structuredContent: { images: found.map((image) => describeFound(image, call.caller)) },
      };
    },
  };
}

function search(input: ToolInput, { options, caller }: ToolCall): Promise<FoundImage[]> {
  const limit = readInteger('limit', input.limit, 1, maxLimit) ?? defaultLimit;
  const words = readText('query', input.query)?.split(/\s+/).filter(Boolean);
  return findImages(words, limit, options.app.store, caller);
}

function describeInWords(
  found: readonly FoundImage[],
  warnings: readonly Warning[],
  { caller: { locale, assetOrigin } }: ToolCall,
): string {
  const lines = found.map(({ generation, asset }) => {
    const { altText, prompt, provider, model, createdAt } = generation;
    const link = `![${altOf(altText ?? prompt)}](${assetUrl(asset, assetOrigin)})`;
    const size = `${asset.width}×${asset.height}`;
    return [link, asset.id, size, `${provider}/${model}`, dateOf(createdAt)].join(' · ');
  });
  if (lines.length === 0) lines.push(say('none_found', locale, {}));
  const said = new Set(warnings.map((warned) => warningText(warned, locale)));
  return [...lines, ...Array.from(said, (words) => say('warning', locale, { text: words }))].join(
    '\n',
  );
}

function dateOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
