import type { SizeRules } from '../capability.ts';
import { parseSize } from '../size.ts';

/** What DALL·E's qualities mean to the models after it (npm openai images.d.ts). */
const newQualities: Readonly<Record<string, string>> = { standard: 'medium', hd: 'high' };

/** The sizes of DALL·E 2 and 3 that no later model names. */
const oldSizes = ['256x256', '512x512', '1792x1024', '1024x1792'];

/** A quality of DALL·E as this list of qualities says it; undefined for any other. */
export function legacyQuality(quality: string, known: readonly string[]): string | undefined {
  const now = Object.hasOwn(newQualities, quality) ? newQualities[quality] : undefined;
  return now !== undefined && known.includes(now) ? now : undefined;
}

/** A size of DALL·E as the named size of the nearest shape; undefined for any other. */
export function legacySize(size: string, { named }: SizeRules): string | undefined {
  const old = oldSizes.includes(size) ? parseSize(size) : undefined;
  if (!old) return undefined;
  const [nearest] = named
    .flatMap((name) => {
      const { width, height } = parseSize(name) ?? { width: 0, height: 0 };
      const apart = Math.abs(Math.log(width / height / (old.width / old.height)));
      return width > 0 ? [{ name, apart }] : [];
    })
    .sort((a, b) => a.apart - b.apart);
  return nearest?.name;
}
