import { readHosting, readText, readVisibility } from '../../../core/request.ts';
import { imageOutput, imageResult } from '../image-result.ts';
import type { McpOptions } from '../options.ts';
import { hostingParameters } from '../paint-parameters.ts';
import { readBase64 } from '../picture-input.ts';
import { integer, object, text } from '../schema.ts';
import type { Tool } from '../tool.ts';
import { unknownParameters } from '../unknown-parameters.ts';

const param = 'base64_data';
const names = new Set([
  param,
  'filename',
  'permission',
  'image_hosting_token',
  'image_hosting_url',
]);

/** `upload_to_image_hosting`: base64 in, a lasting URL out. */
export function uploadToImageHosting(options: McpOptions): Tool {
  return {
    name: 'upload_to_image_hosting',
    title: { en: 'Upload an image', zh: '上传图片' }[options.locale],
    description:
      'Give base64 image data a lasting URL. Not needed after generate_image: its URL lasts already. Answers with the URL alone, then a line with id and size.',
    input: object(
      {
        base64_data: text('The image, with or without a data: prefix.'),
        filename: text('Says what it is; the URL gets a random name.', {
          default: 'generated_image.png',
        }),
        permission: integer('1 public, 0 private.', { default: 1 }),
        ...hostingParameters(options),
      },
      [param],
    ),
    output: imageOutput,
    annotations: {
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      openWorldHint: true,
    },
    async run(input, call) {
      const visibility = readVisibility(input.permission);
      const { image_hosting_token: hostingToken, image_hosting_url: hostingUrl } = input;
      const hosting = readHosting({ hostingToken, hostingUrl });
      const alt = readText('filename', input.filename);
      const { spool, end } = await readBase64(param, input.base64_data, call);
      const request = { param, spool, end, visibility, hosting };
      const { asset } = await call.options.app.upload(request, call.caller);
      const facts = { alt, jobId: undefined, model: undefined, cost: undefined };
      const warnings = unknownParameters(input, names, this.name);
      return imageResult([asset], { ...facts, warnings, savedAs: new Map() }, call);
    },
  };
}
