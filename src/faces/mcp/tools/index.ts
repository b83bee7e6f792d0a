import type { McpOptions } from '../options.ts';
import type { Tool } from '../tool.ts';
import { editImage } from './edit-image.ts';
import { generateImage } from './generate-image.ts';
import { getImage } from './get-image.ts';
import { saveImageBase64 } from './save-image-base64.ts';
import { uploadToImageHosting } from './upload-to-image-hosting.ts';

/** Every tool, in the order they are listed. */
export function createTools(options: McpOptions): Tool[] {
  return [generateImage, editImage, getImage, uploadToImageHosting, saveImageBase64].map((make) =>
    make(options),
  );
}
