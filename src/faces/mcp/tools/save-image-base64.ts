import { extname } from 'node:path';
import { readText } from '../../../core/request.ts';
import { warningText } from '../../../core/warnings.ts';
import type { McpOptions } from '../options.ts';
import { readBase64 } from '../picture-input.ts';
import { object, text } from '../schema.ts';
import { say } from '../texts.ts';
import type { Tool } from '../tool.ts';
import { unknownParameters } from '../unknown-parameters.ts';

const param = 'base64_data';
const names = new Set([param, 'filename']);

/** `save_image_base64`: base64 in, a file in the one folder for saved pictures out. */
export function saveImageBase64(options: McpOptions): Tool {
  return {
    name: 'save_image_base64',
    title: { en: 'Save an image', zh: '保存图片' }[options.locale],
    description: `Save base64 image data as a file in ${options.saveFolderLabel}; nothing is overwritten. Answers with the file's path.`,
    input: object(
      {
        base64_data: text('The image, with or without a data: prefix.'),
        filename: text('A plain name, without folders.', { default: 'generated_image.png' }),
      },
      [param],
    ),
    output: object({ path: { type: 'string' } }, ['path']),
    annotations: {
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      openWorldHint: false,
    },
    async run(input, call) {
      const { app } = call.options;
      const { locale } = call.caller;
      const fileName = readText('filename', input.filename) ?? 'generated_image.png';
      const { spool, end } = await readBase64(param, input.base64_data, call);
      const picture = await app.inputs.fromSpool(param, spool, end);
      try {
        const ending = extname(picture.fileName).slice(1);
        const path = await app.saveFolder.save(fileName, ending, picture.bytes());
        const warnings = unknownParameters(input, names, this.name);
        const said = warnings.map((warned) => warningText(warned, locale));
        const lines = [
          say('saved', locale, { path }),
          ...said.map((text) => say('warning', locale, { text })),
        ];
        return {
          content: [{ type: 'text', text: lines.join('\n') }],
          structuredContent: { path, ...(said.length > 0 && { warnings: said }) },
        };
      } finally {
        await picture.discard();
      }
    },
  };
}
