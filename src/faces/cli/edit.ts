import { AppError } from '../../core/errors.ts';
import type { ImageInput } from '../../core/image.ts';
import { type PaintTools, paint } from './paint.ts';

/** `maliang edit <file> "<prompt>"`: changes a picture, within a mask where one is given. */
export async function edit(words: readonly string[], tools: PaintTools): Promise<void> {
  const [file, ...prompt] = words;
  if (!file) {
    const expected = 'Name the picture first: maliang edit fox.png "in the rain".';
    throw new AppError('missing_parameter', { param: 'file', expected });
  }
  const { app, options } = tools;
  const read: ImageInput[] = [];
  const open = async (param: string, path: string) => {
    const image = await app.inputs.fromFile(param, path);
    read.push(image);
    return image;
  };
  try {
    const inputs = [await open('file', file)];
    const mask = options.mask === undefined ? undefined : await open('mask', options.mask);
    await paint(prompt.join(' '), { inputs, mask }, tools);
  } finally {
    // Where it was refused nobody else has freed them.
    await Promise.allSettled(read.map((image) => image.discard()));
  }
}
