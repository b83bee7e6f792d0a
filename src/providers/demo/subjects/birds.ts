import { adjust, hex, mix } from '../color.ts';
import { curve, ellipse, outline, type Path, place, stroke } from '../path.ts';
import { type Drawing, part } from './drawing.ts';

const ink = hex('#26222b');
const white = hex('#fbfaf6');

/** A songbird with a warm breast. */
export const bird: Drawing = {
  habitat: 'ground',
  size: 0.2,
  parts({ color }) {
    const coat = color ?? hex('#3f7fb5');
    const breast = color === undefined ? hex('#ec8a4a') : mix(coat, white, 0.6);
    return [
      part(adjust(coat, -0.14), outline('M-26 -40 L-58 -22 L-52 -16 L-20 -26 Z')),
      part(
        hex('#5b4636'),
        stroke([-2, -14, -3, 0], 2.2),
        stroke([9, -14, 9, 0], 2.2),
        stroke([-8, 0, 3, 0], 2),
        stroke([4, 0, 15, 0], 2),
      ),
      part(
        coat,
        outline(
          'M-30 -40 C-22 -62 -4 -66 4 -76 C10 -92 34 -92 36 -72 C38 -54 34 -36 24 -22 C12 -6 -20 -12 -30 -40 Z',
        ),
      ),
      part(
        breast,
        outline(
          'M34 -66 C38 -50 32 -34 24 -22 C16 -10 0 -11 -10 -17 C8 -22 22 -40 22 -58 C24 -66 30 -68 34 -66 Z',
        ),
      ),
      part(
        adjust(coat, -0.1),
        outline('M-34 -36 C-24 -56 2 -56 10 -46 C12 -32 -8 -20 -34 -22 C-30 -26 -30 -30 -34 -36 Z'),
      ),
      part(hex('#f0b13d'), outline('M35 -74 L50 -69 L35 -64 Z')),
      part(white, ellipse(25, -75, 4.4)),
      part(ink, ellipse(26, -75, 2.8)),
      part(white, ellipse(27, -76, 0.9)),
    ];
  },
};

/** A gull far away: two arcs. */
function gull(x: number, y: number, span: number, lift: number): Path {
  const wing = (side: number): Path => [
    [
      0,
      0,
      side * span * 0.22,
      -lift,
      side * span * 0.5,
      -lift * 0.35,
      side * span * 0.24,
      -lift * 0.7,
      0,
      span * 0.05,
    ],
  ];
  return place([...wing(1), ...wing(-1), ...ellipse(0, 0.5, span * 0.06, span * 0.035)], { x, y });
}

/** Gulls far away, or wild geese in a wedge. */
export const flock: Drawing = {
  habitat: 'aloft',
  size: 0.16,
  parts({ random, prompt, color }) {
    const dice = random.fork('flock');
    const path: Path[] = [];
    const wedge = /雁|geese/.test(prompt);
    for (let i = 0; i < (wedge ? 9 : 11); i++) {
      const side = i % 2 === 0 ? 1 : -1;
      const rank = Math.ceil(i / 2);
      const x = wedge ? -rank * 17 * 1.1 + 40 : dice.between(-90, 90);
      const y = wedge ? side * rank * 10 - 40 : dice.between(-90, 10);
      const span = wedge ? 18 : dice.between(12, 30);
      path.push(gull(x, y, span, span * dice.between(0.2, 0.34)));
    }
    return [part(color ?? hex('#3b3a4a'), ...path)];
  },
};

/** A red-crowned crane on one leg. */
export const crane: Drawing = {
  habitat: 'ground',
  size: 0.36,
  parts({ color }) {
    const coat = color ?? white;
    const dark = hex('#2c2d38');
    return [
      part(
        hex('#4b4a52'),
        stroke([2, -40, 4, -20, 1, 0], 1.7),
        stroke([-5, -40, -12, -24, -3, -17], 1.7),
        stroke([-4, 0, 8, 0], 1.5),
      ),
      part(
        dark,
        outline(
          'M-10 -54 C-30 -54 -42 -38 -44 -26 C-36 -32 -32 -30 -34 -24 C-26 -32 -20 -30 -20 -26 C-12 -34 -6 -40 -4 -46 Z',
        ),
      ),
      part(
        coat,
        outline('M-30 -46 C-22 -60 4 -64 16 -58 C22 -52 14 -40 0 -37 C-14 -35 -26 -38 -30 -46 Z'),
      ),
      part(coat, stroke(curve('M10 -54 C24 -60 24 -72 17 -80 C12 -87 14 -94 20 -96'), 8, 4.4)),
      part(dark, stroke(curve('M19 -63 C23 -70 20 -77 16 -82 C13 -87 14 -92 18 -95'), 4, 3)),
      part(coat, ellipse(21, -96, 4.8, 3.8)),
      part(hex('#d8342e'), outline('M17.4 -98 C18 -102 24 -102 25 -98 C23 -99 20 -99 17.4 -98 Z')),
      part(hex('#6b6552'), outline('M24.6 -97.4 L43 -94 L24.6 -93.6 Z')),
      part(dark, ellipse(22.6, -96, 0.9)),
      {
        ...part(
          adjust(coat, -0.1),
          outline('M-28 -46 C-16 -42 2 -42 14 -52 C10 -40 -12 -34 -24 -40 Z'),
        ),
        alpha: 0.6,
      },
    ];
  },
};

/** An owl. */
export const owl: Drawing = {
  habitat: 'ground',
  size: 0.28,
  parts({ color }) {
    const coat = color ?? hex('#7d5a44');
    const pale = mix(coat, white, 0.7);
    const scales: Path[] = [];
    for (let line = 0; line < 4; line++) {
      for (let i = -1.5 + (line % 2) * 0.5; i <= 1.5; i++)
        scales.push(ellipse(i * 9, -38 + line * 8, 3.4, 2.2));
    }
    return [
      part(
        adjust(coat, -0.08),
        outline('M-28 -86 L-24 -102 L-8 -92 Z'),
        outline('M28 -86 L24 -102 L8 -92 Z'),
      ),
      part(
        coat,
        outline(
          'M0 -96 C22 -96 32 -82 32 -62 C34 -30 24 -4 0 -4 C-24 -4 -34 -30 -32 -62 C-32 -82 -22 -96 0 -96 Z',
        ),
      ),
      part(
        pale,
        outline(
          'M0 -50 C16 -50 20 -36 18 -24 C16 -12 8 -6 0 -6 C-8 -6 -16 -12 -18 -24 C-20 -36 -16 -50 0 -50 Z',
        ),
      ),
      part(mix(coat, pale, 0.3), ...scales),
      part(
        adjust(coat, -0.1),
        outline('M-32 -62 C-38 -40 -32 -16 -16 -8 C-22 -26 -24 -44 -32 -62 Z'),
        outline('M32 -62 C38 -40 32 -16 16 -8 C22 -26 24 -44 32 -62 Z'),
      ),
      part(pale, ellipse(-13, -70, 14), ellipse(13, -70, 14)),
      part(hex('#f4b63c'), ellipse(-12, -70, 9), ellipse(12, -70, 9)),
      part(ink, ellipse(-11.4, -70, 5), ellipse(11.4, -70, 5)),
      part(white, ellipse(-13.4, -72.4, 1.7), ellipse(9.6, -72.4, 1.7)),
      part(hex('#e39a35'), outline('M-4 -64 L4 -64 L0 -54 Z')),
      part(hex('#c9832f'), ...[-12, -7, 7, 12].map((x) => ellipse(x, -2.4, 3, 2.4))),
    ];
  },
};

/** A penguin. */
export const penguin: Drawing = {
  habitat: 'ground',
  size: 0.27,
  parts({ color }) {
    const coat = color ?? hex('#2d3244');
    return [
      part(hex('#ee9a3a'), ellipse(-11, -2.4, 10, 3.4), ellipse(11, -2.4, 10, 3.4)),
      part(
        coat,
        outline('M-26 -58 C-40 -44 -42 -28 -36 -22 C-30 -28 -26 -36 -24 -44 Z'),
        outline('M26 -58 C40 -44 42 -28 36 -22 C30 -28 26 -36 24 -44 Z'),
      ),
      part(
        coat,
        outline(
          'M0 -100 C20 -100 26 -84 26 -66 C32 -44 32 -2 0 -2 C-32 -2 -32 -44 -26 -66 C-26 -84 -20 -100 0 -100 Z',
        ),
      ),
      part(
        white,
        outline(
          'M0 -60 C4 -74 20 -78 21 -64 C27 -40 24 -5 0 -5 C-24 -5 -27 -40 -21 -64 C-20 -78 -4 -74 0 -60 Z',
        ),
      ),
      part(white, ellipse(-9, -76, 8, 9), ellipse(9, -76, 8, 9)),
      {
        ...part(
          hex('#f6c25a'),
          outline('M-20 -60 C-10 -52 10 -52 20 -60 C12 -46 -12 -46 -20 -60 Z'),
        ),
        alpha: 0.9,
      },
      part(ink, ellipse(-8.4, -77, 2.7), ellipse(8.4, -77, 2.7)),
      part(hex('#ee9a3a'), outline('M-6 -70 L6 -70 L0 -61 Z')),
    ];
  },
};

/** A butterfly with spread wings. */
export const butterfly: Drawing = {
  habitat: 'sky',
  size: 0.2,
  parts({ color, random }) {
    const wing =
      color ?? random.fork('butterfly').pick([hex('#f08a3c'), hex('#4f8fdc'), hex('#d968a6')]);
    const both = (path: Path) => [...path, ...place(path, { x: 0, y: 0, stretch: -1 })];
    return [
      part(
        adjust(wing, -0.2),
        both(outline('M2 -4 C12 -44 52 -56 56 -34 C58 -16 34 -2 2 0 Z')),
        both(outline('M2 0 C30 0 44 12 38 28 C30 42 10 30 2 6 Z')),
      ),
      part(
        wing,
        both(outline('M6 -5 C16 -36 46 -48 50 -32 C52 -18 32 -6 6 -3 Z')),
        both(outline('M6 3 C26 4 38 13 33 25 C26 34 12 26 6 8 Z')),
      ),
      part(
        mix(wing, white, 0.6),
        both(ellipse(36, -30, 5, 4)),
        both(ellipse(24, -17, 3.4, 2.8)),
        both(ellipse(24, 16, 3.6, 3)),
      ),
      part(
        ink,
        ellipse(0, 2, 2.6, 17),
        ellipse(0, -16, 3.2),
        both(stroke(curve('M1 -18 C4 -28 8 -34 14 -36'), 1, 0.8)),
      ),
    ];
  },
};
