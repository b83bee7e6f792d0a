import { AppError } from '../../../core/errors.ts';
import type { ImageInput } from '../../../core/image.ts';
import { imageOutput } from '../image-result.ts';
import type { McpOptions } from '../options.ts';
import { paint } from '../paint.ts';
import { isSet, paintParametersAgain } from '../paint-parameters.ts';
import { readPicture } from '../picture-input.ts';
import { object, type ToolInput, text } from '../schema.ts';
import type { Tool, ToolCall } from '../tool.ts';

const maxInputs = 16;

/** `edit_image`: images and a prompt in, a lasting URL out. */
export function editImage(options: McpOptions): Tool {
  const ways = `an id (img_…), an https URL, ${options.stdio ? 'a file path, ' : ''}or base64`;
  return {
    name: 'edit_image',
    title: { en: 'Edit an image', zh: '编辑图片' }[options.locale],
    description:
      'Change or combine images as a prompt says. Prefer the id of an image made here. Answers as generate_image does.',
    input: object(
      {
        prompt: text('What to change.'),
        image: text(`The image: ${ways}.`),
        images: { type: 'array', items: { type: 'string' }, description: 'Several images.' },
        mask: text('PNG whose transparent parts are painted anew; given like image.'),
        size: text('Leave out to keep the image’s own shape.'),
        ...paintParametersAgain(options),
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
      // A size of ours would stretch the caller's picture; the older server had no edits.
      return paint(input, { ...(await readInputs(input, ways, call)), defaults: {} }, call);
    },
  };
}

/** Reads one picture after the other, and keeps none where one of them cannot be had. */
async function readInputs(input: ToolInput, ways: string, call: ToolCall) {
  const named = ['image', 'images'].flatMap((name) =>
    [input[name]].flat().map((value, place) => ({
      param: Array.isArray(input[name]) ? `${name}[${place}]` : name,
      value,
    })),
  );
  const pictures = named.filter(({ value }) => isSet(value));
  if (pictures.length === 0) {
    const param = 'image';
    throw new AppError('missing_parameter', { param, expected: `Send ${ways}.` }, { param });
  }
  if (pictures.length > maxInputs) {
    const values = { model: 'edit_image', limit: maxInputs, got: pictures.length };
    throw new AppError('too_many_inputs', values, { param: 'images' });
  }
  const read: ImageInput[] = [];
  try {
    for (const { param, value } of pictures) read.push(await readPicture(param, value, call));
    const mask = isSet(input.mask) ? await readPicture('mask', input.mask, call) : undefined;
    return { inputs: read, mask };
  } catch (thrown) {
    await Promise.allSettled(read.map((image) => image.discard()));
    throw thrown;
  }
}
