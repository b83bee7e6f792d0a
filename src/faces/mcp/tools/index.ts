import type { McpOptions } from '../options.ts';
import type { Tool } from '../tool.ts';
import { createUploadLink } from './create-upload-link.ts';
import { editImage } from './edit-image.ts';
import { galleryView } from './gallery-view.ts';
import { generateImage } from './generate-image.ts';
import { getImage } from './get-image.ts';
import { listModels } from './list-models.ts';
import { saveImageBase64 } from './save-image-base64.ts';
import { searchImages } from './search-images.ts';
import { uploadToImageHosting } from './upload-to-image-hosting.ts';

const fewTools = [generateImage, editImage, getImage, uploadToImageHosting, saveImageBase64];
const moreTools = [searchImages, createUploadLink, listModels];

/** The tools that are offered, in the order they are listed. */
export function createTools(options: McpOptions): Tool[] {
  const offered = options.tools === 'all' ? [...fewTools, ...moreTools] : fewTools;
  const shown = options.gallery ? [...offered, galleryView] : offered;
  return shown.map((make) => make(options));
}
