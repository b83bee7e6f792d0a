import { meanDifference, transparentShare } from '../../kit/compare-pixels.ts';
import type { PixelImage } from '../../kit/png.ts';
import type { Capability } from '../capability.ts';
import { type AppError, toAppError } from '../errors.ts';
import { parseRatio, parseSize } from '../size.ts';
import type { Template } from '../template.ts';
import type { Obedience, Trait } from './measured.ts';
import { isInMask, probePicture } from './probe-picture.ts';
import { type ProbeWish, planProbes } from './probes.ts';

/** What a model is measured with. */
export interface MeasureTools {
  /** Paints, and hands over the pixels of each picture in order; rejects with an AppError. */
  paint(wish: ProbeWish): Promise<readonly PixelImage[]>;
}

/** What was found of one trait, and by what one can see it. */
export interface TraitFinding {
  obedience: Obedience;
  found: Template;
}

/** What was found of each trait that the model claims. */
export type TraitFindings = Partial<Record<Trait, TraitFinding>>;

/** Mean difference a channel, of 255: encoders alone make a few. */
const sameBelow = 6;
/** An honest edit paints the rest anew but much like before. */
const keptBelow = 16;

/**
 * Asks a model for the cheapest pictures that show whether it does what its row claims. Rejects with
 * what stopped the first one; what stops a later one is told as its trait's finding.
 */
export async function measureModel(row: Capability, tools: MeasureTools): Promise<TraitFindings> {
  const { first: wish, again, several, transparent, masked, traits } = planProbes(row);
  const [first] = await tools.paint(wish);
  if (!first) return {};
  const findings: TraitFindings = {};
  if (traits.includes('size') && wish.size) findings.size = judgeSize(wish.size, first);
  const others = several && (await tryPaint(several, tools));
  if (several && traits.includes('n')) findings.n = others && judge(others, judgeCount);
  const second = again && (await tryPaint(again, tools));
  if (second) {
    const another = others && 'pictures' in others ? others.pictures[0] : undefined;
    findings.seed = judge(second, ([picture]) => judgeSeed(first, picture, another));
  }
  const clear = transparent && (await tryPaint(transparent, tools));
  if (clear) findings.transparency = judge(clear, judgeTransparency);
  const edited = masked && (await tryPaint(masked, tools));
  if (edited) findings.mask = judge(edited, ([picture]) => judgeMask(picture));
  return findings;
}

type Attempt = { pictures: readonly PixelImage[] } | { error: AppError };

async function tryPaint(wish: ProbeWish, tools: MeasureTools): Promise<Attempt> {
  try {
    return { pictures: await tools.paint(wish) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled' || error.code === 'stopped') throw error;
    return { error };
  }
}

function judge(
  attempt: Attempt,
  look: (pictures: readonly PixelImage[]) => TraitFinding,
): TraitFinding {
  if ('pictures' in attempt) return look(attempt.pictures);
  const { error } = attempt;
  return { obedience: isRefusal(error) ? 'refused' : 'untold', found: error.texts };
}

/** A bad request is about what was asked; everything else is about something else. */
function isRefusal({ details, code }: AppError): boolean {
  return (
    details.upstreamStatus === 400 || details.upstreamStatus === 422 || code === 'invalid_value'
  );
}

function judgeSize(asked: string, { width, height }: PixelImage): TraitFinding {
  const size = parseSize(asked);
  const ratio = parseRatio(asked);
  const isSame = size
    ? size.width === width && size.height === height
    : ratio !== undefined && Math.abs(width / height / ratio - 1) < 0.04;
  const got = `${width}x${height}`;
  return {
    obedience: isSame ? 'honoured' : 'ignored',
    found: { en: `asked for ${asked}, got ${got}`, zh: `请求 ${asked}，得到 ${got}` },
  };
}

function judgeCount(pictures: readonly PixelImage[]): TraitFinding {
  const got = pictures.length;
  return {
    obedience: got === 2 ? 'honoured' : 'ignored',
    found: { en: `asked for 2, got ${got}`, zh: `请求 2 张，得到 ${got} 张` },
  };
}

/** A painter that always paints the same would otherwise seem to obey. */
function judgeSeed(
  first: PixelImage,
  second: PixelImage | undefined,
  another: PixelImage | undefined,
): TraitFinding {
  if (!second) return untold;
  const same = meanDifference(first, second);
  const other = another && meanDifference(first, another);
  const said = `${same.toFixed(1)} / ${other?.toFixed(1) ?? '–'}`;
  const found = {
    en: `pixel difference with the same seed / another: ${said} of 255`,
    zh: `相同种子 / 不同种子的像素差：${said}（满分 255）`,
  };
  const holds = same < sameBelow;
  if (holds && other === undefined) return { obedience: 'untold', found };
  const differs = other !== undefined && other > same + 0.5;
  return { obedience: holds && differs ? 'honoured' : 'ignored', found };
}

function judgeTransparency([picture]: readonly PixelImage[]): TraitFinding {
  if (!picture) return untold;
  const percent = Math.round(transparentShare(picture) * 100);
  return {
    obedience: percent > 0 ? 'honoured' : 'ignored',
    found: { en: `${percent}% of it is transparent`, zh: `${percent}% 的像素透明` },
  };
}

function judgeMask(picture: PixelImage | undefined): TraitFinding {
  if (!picture) return untold;
  const original = probePicture(picture.width, picture.height);
  const outside = meanDifference(original, picture, (x, y) => !isInMask(x, y));
  const inside = meanDifference(original, picture, isInMask);
  const said = `${outside.toFixed(1)} / ${inside.toFixed(1)}`;
  return {
    obedience: outside < keptBelow && inside > outside ? 'honoured' : 'ignored',
    found: {
      en: `pixel difference outside the mask / inside: ${said} of 255`,
      zh: `蒙版外 / 蒙版内的像素差：${said}（满分 255）`,
    },
  };
}

const untold: TraitFinding = {
  obedience: 'untold',
  found: { en: 'no picture came', zh: '没有得到图片' },
};
