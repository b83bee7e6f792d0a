import { AppError } from '../../../core/errors.ts';
import { linkMinutes, maxLinkedMebibytes } from '../../../core/library/upload-links.ts';
import { readVisibility } from '../../../core/request.ts';
import { warningText } from '../../../core/warnings.ts';
import type { McpOptions } from '../options.ts';
import { integer, object } from '../schema.ts';
import { say } from '../texts.ts';
import type { Tool } from '../tool.ts';
import { unknownParameters } from '../unknown-parameters.ts';

const names = new Set(['permission']);

/** `create_upload_link`: an address that takes the bytes of one picture a host cannot hand over. */
export function createUploadLink(options: McpOptions): Tool {
  return {
    name: 'create_upload_link',
    title: { en: 'Create an upload link', zh: '创建上传链接' }[options.locale],
    description: `Get a one-time URL that takes an image file the user has, when its bytes or path cannot be sent as a parameter. PUT the bytes to it (curl -T) within ${linkMinutes} minutes; it answers with the image's id (img_…) and URL. Then edit_image takes the id.`,
    input: object({ permission: integer('On the image host: 1 public, 0 private.') }),
    output: object({ url: { type: 'string' }, expires_at: { type: 'string' } }, ['url']),
    annotations: {
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      openWorldHint: false,
    },
    async run(input, { options: { app, takesUploads }, caller }) {
      const visibility = readVisibility(input.permission);
      if (takesUploads && !(await takesUploads())) throw new AppError('uploads_unreachable', {});
      const { token, expiresAt } = app.uploadLinks.create(caller, visibility);
      const url = `${caller.assetOrigin}/upload/${token}`;
      const warnings = unknownParameters(input, names, this.name).map((warned) =>
        say('warning', caller.locale, { text: warningText(warned, caller.locale) }),
      );
      const values = { url, minutes: linkMinutes, limit: maxLinkedMebibytes };
      const text = [say('upload_how', caller.locale, values), ...warnings].join('\n');
      return {
        content: [
          { type: 'text', text: url },
          { type: 'text', text },
        ],
        structuredContent: { url, expires_at: new Date(expiresAt).toISOString() },
      };
    },
  };
}
