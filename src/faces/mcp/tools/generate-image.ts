import { readModels } from '../../../core/library/side-by-side.ts';
import { imageOutput } from '../image-result.ts';
import type { McpOptions } from '../options.ts';
import { paint } from '../paint.ts';
import { olderDefaults, paintParameters } from '../paint-parameters.ts';
import { paintSideBySide } from '../paint-side-by-side.ts';
import { object, text } from '../schema.ts';
import type { Tool } from '../tool.ts';

/** `generate_image`: a prompt in, a lasting URL out. */
export function generateImage(options: McpOptions): Tool {
  const { size, quality } = olderDefaults;
  return {
    name: 'generate_image',
    title: { en: 'Generate an image', zh: '生成图片' }[options.locale],
    description:
      'Paint a new image from a text prompt. Answers with its lasting URL alone (one text block an image), then a line with id, size and warnings. After 40 s it answers with a job_id instead: call get_image with it, do not paint again.',
    input: object(
      {
        prompt: text('What to paint.'),
        size: text('WIDTHxHEIGHT, a ratio such as 16:9, or auto.', { default: size }),
        quality: text('low, medium, high or auto.', { default: quality }),
        ...paintParameters(options),
        models: {
          type: 'array',
          items: { type: 'string' },
          description: 'In place of model: compare several, each painting the same.',
        },
      },
      ['prompt'],
    ),
    output: imageOutput,
    showsPictures: true,
    annotations: {
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      openWorldHint: true,
    },
    async run(input, call) {
      const models = readModels(input.models);
      if (models) return paintSideBySide(models, input, olderDefaults, call);
      return paint(input, { inputs: [], mask: undefined, defaults: olderDefaults }, call);
    },
  };
}
