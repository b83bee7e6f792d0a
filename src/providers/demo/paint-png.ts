import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import { decodePng, encodePng, type PixelImage, PngError } from '../../kit/png.ts';
import { boxOf, layOver, openingOf, pictureLayer, relightLayer } from './edit.ts';
import { maxPixels } from './max-pixels.ts';
import { paintStrips } from './painter.ts';
import { stack } from './raster.ts';
import { resizeImage } from './resize.ts';
import { composeAdditions, composeScene } from './scene.ts';
import { setStage, unitOf } from './stage.ts';

/** One picture to paint; plain data, so that it can be handed to another thread. */
export interface PaintJob {
  prompt: string;
  seed: number;
  /** Of the whole picture, in pixels. */
  width: number;
  /** Of the whole picture, in pixels. */
  height: number;
  /** The share of that size to paint at: 1, or less for a preview. */
  share: number;
  /** Strength of the paper's grain, in steps of 255. */
  grain: number;
  /** The file of the picture to edit, if any. */
  base: Uint8Array | undefined;
  /** The file of its mask, if any. */
  mask: Uint8Array | undefined;
}

/** Paints a job as a PNG. Throws `not_an_image` for a picture or mask that cannot be read. */
export type Paint = (job: PaintJob, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** A PNG of a kind the small reader leaves out is nothing to edit; a broken one is refused. */
function openPng(file: Uint8Array | undefined, param: string): PixelImage | undefined {
  if (file === undefined) return undefined;
  try {
    return decodePng(file, { maxPixels });
  } catch (thrown) {
    if (thrown instanceof PngError && thrown.kind === 'unsupported') return undefined;
    throw new AppError('not_an_image', { param }, { param, cause: thrown });
  }
}

interface Picture {
  strips: Iterable<Uint8Array>;
  channels: 3 | 4;
  width: number;
  height: number;
}

/** Repaints what a mask leaves open: a scene of its own, as large as the opening. */
function repaint(job: PaintJob, base: PixelImage, mask: PixelImage): Iterable<Uint8Array> {
  const { width, height } = base;
  const opening = openingOf(resizeImage(mask, width, height));
  const box = boxOf(opening, width, height);
  const scene = composeScene({ ...job, width: box.width, height: box.height });
  const canvas = { ...box, scale: unitOf(box.width, box.height) };
  const strips = paintStrips(canvas, scene, { grain: job.grain, badge: true });
  return layOver(strips, base, box, opening);
}

/** Shows a whole picture in the light of the prompt, with the subjects it names. */
function relight(job: PaintJob, base: PixelImage): Iterable<Uint8Array> {
  const { width, height } = base;
  const { palette } = setStage(job);
  const scene = stack([pictureLayer(base), relightLayer(palette, 0.5), composeAdditions(job)]);
  const canvas = { width, height, scale: unitOf(job.width, job.height) * job.share };
  const strips = paintStrips(canvas, scene, { grain: job.grain * 0.4, badge: true });
  return layOver(strips, base, { x: 0, y: 0, width, height }, undefined);
}

function begin(job: PaintJob): Picture {
  const width = Math.max(1, Math.round(job.width * job.share));
  const height = Math.max(1, Math.round(job.height * job.share));
  const opened = openPng(job.base, 'image');
  if (opened === undefined) {
    const canvas = { width, height, scale: unitOf(job.width, job.height) * job.share };
    const strips = paintStrips(canvas, composeScene(job), { grain: job.grain, badge: true });
    return { strips, channels: 3, width, height };
  }
  const base = resizeImage(opened, width, height);
  const mask = openPng(job.mask, 'mask');
  const strips = mask === undefined ? relight(job, base) : repaint(job, base, mask);
  return { strips, channels: base.channels, width, height };
}

/** Lets others have their turn, and looks whether the picture is still wanted, between strips. */
async function* unhurried(strips: Iterable<Uint8Array>, signal: AbortSignal) {
  for (const strip of strips) {
    signal.throwIfAborted();
    yield strip;
    await breathe();
  }
}

/** Paints a job in this thread. */
export const paintPng: Paint = async function* paintPng(job, signal) {
  signal.throwIfAborted();
  const { strips, ...shape } = begin(job);
  yield* encodePng(unhurried(strips, signal), {
    ...shape,
    text: { Software: 'Maliang demo painter (not AI)' },
    // Grain does not compress, so trying harder only takes longer.
    level: 3,
  });
};
