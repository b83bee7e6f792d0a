import { AppError } from '../../core/errors.ts';
import { type PaintTools, paint } from './paint.ts';

/** `maliang edit <file> "<prompt>"`: changes a picture, within a mask where one is given. */
export async function edit(words: readonly string[], tools: PaintTools): Promise<void> {
  const [file, ...prompt] = words;
  if (!file) {
    const expected = 'Name the picture first: maliang edit fox.png "in the rain".';
    throw new AppError('missing_parameter', { param: 'file', expected });
  }
  const { mask } = tools.options;
  const images = {
    inputs: [await tools.app.inputs.fromFile('file', file)],
    mask: mask === undefined ? undefined : await tools.app.inputs.fromFile('mask', mask),
  };
  await paint(prompt.join(' '), images, tools);
}
