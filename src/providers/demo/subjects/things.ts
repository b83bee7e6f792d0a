import { adjust, type Color, hex, mix } from '../color.ts';
import { curve, ellipse, outline, type Path, place, stroke } from '../path.ts';
import { type Drawing, type Part, type Pose, part } from './drawing.ts';

const stem = hex('#4f8a4a');
const white = hex('#fbfaf6');

function ring(petal: Path, count: number, y: number, scale: number, offset = 0): Path {
  return Array.from({ length: count }, (_, i) =>
    place(petal, { x: 0, y, scale, turn: ((i + offset) / count) * Math.PI * 2 }),
  ).flat();
}

const roundPetal = outline('M0 0 C-9 -8 -10 -26 0 -32 C10 -26 9 -8 0 0 Z');
const slimPetal = outline('M0 0 C-5 -10 -5 -26 0 -34 C5 -26 5 -10 0 0 Z');
const leaves = [
  ...outline('M0 -22 C10 -40 30 -42 40 -36 C32 -22 14 -18 0 -20 Z'),
  ...outline('M0 -12 C-10 -30 -28 -32 -38 -28 C-30 -14 -14 -8 0 -10 Z'),
];
const stalk = stroke(curve('M0 0 C-3 -20 2 -40 0 -66'), 3.6, 2.6);

function tulip(color: Color): Part[] {
  return [
    part(stem, stalk, leaves),
    part(
      adjust(color, -0.07),
      outline(
        'M-17 -92 C-20 -72 -12 -60 0 -60 C12 -60 20 -72 17 -92 C12 -88 10 -84 8 -80 C6 -88 3 -94 0 -98 C-3 -94 -6 -88 -8 -80 C-10 -84 -12 -88 -17 -92 Z',
      ),
    ),
    part(color, outline('M0 -98 C-11 -84 -11 -66 0 -60 C11 -66 11 -84 0 -98 Z')),
  ];
}

function sunflower(color: Color | undefined): Part[] {
  const yellow = color ?? hex('#f5b92e');
  return [
    part(stem, stalk, leaves),
    part(adjust(yellow, -0.1), ring(slimPetal, 18, -76, 0.86, 0.5)),
    part(yellow, ring(slimPetal, 18, -76, 0.78)),
    part(hex('#5a3722'), ellipse(0, -76, 12.5)),
    part(hex('#7a4c2c'), ellipse(0, -76, 8.5)),
    part(hex('#4a2c1c'), ellipse(0, -76, 4.5)),
  ];
}

function rose(color: Color): Part[] {
  const parts = [part(stem, stalk, leaves)];
  const rings: readonly [number, number, number][] = [
    [22, 5, 0],
    [17, 5, 0.5],
    [12, 4, 0.2],
    [7, 3, 0.6],
  ];
  for (const [radius, count, offset] of rings) {
    const path: Path[] = [];
    for (let i = 0; i < count; i++) {
      const angle = ((i + offset) / count) * Math.PI * 2;
      path.push(
        ellipse(
          Math.cos(angle) * radius * 0.5,
          -76 + Math.sin(angle) * radius * 0.5,
          radius * 0.66,
        ),
      );
    }
    parts.push(part(adjust(color, (22 - radius) * 0.011 - 0.09), ...path));
  }
  return [
    ...parts,
    part(
      adjust(color, -0.14),
      stroke(curve('M-4 -77 C-4 -83 5 -82 4 -76 C3 -72 -2 -73 -1 -76'), 1.5),
    ),
  ];
}

function daisy(color: Color): Part[] {
  return [
    part(stem, stalk, leaves),
    part(adjust(color, -0.08), ring(roundPetal, 9, -76, 0.74, 0.5)),
    part(color, ring(roundPetal, 9, -76, 0.68)),
    part(hex('#f2b233'), ellipse(0, -76, 8)),
    part(hex('#d9922a'), ellipse(1.4, -75, 5)),
  ];
}

/** A flower: rose, tulip or sunflower where the prompt says so, else a daisy. */
export const flower: Drawing = {
  habitat: 'ground',
  size: 0.42,
  parts({ color, prompt, random }: Pose) {
    const vivid =
      color ??
      random.fork('petal').pick([hex('#e8577a'), hex('#f08a4a'), hex('#b06ad0'), hex('#f4f0ea')]);
    if (/sunflower|向日葵/i.test(prompt)) return sunflower(color);
    if (/rose|玫瑰|牡丹|peony/i.test(prompt)) return rose(color ?? hex('#d8384e'));
    if (/tulip|郁金香/i.test(prompt)) return tulip(vivid);
    return daisy(vivid);
  },
};

/** A lotus between its leaves. */
export const lotus: Drawing = {
  habitat: 'shallows',
  size: 0.17,
  parts({ color }) {
    const pink = color ?? hex('#f08fb0');
    const petal = outline('M0 0 C-15 -14 -15 -40 0 -62 C15 -40 15 -14 0 0 Z');
    const at = (turn: number, scale = 1) => place(petal, { x: 0, y: -22, turn, scale });
    return [
      part(hex('#3f8a62'), ellipse(-64, 2, 56, 13), ellipse(58, 6, 62, 14)),
      part(hex('#57a576'), ellipse(-64, -1, 53, 11), ellipse(58, 3, 59, 12)),
      {
        ...part(
          hex('#3f8a62'),
          stroke([-64, -1, -104, -5], 1),
          stroke([-64, -1, -30, -6], 1),
          stroke([58, 3, 100, -1], 1),
          stroke([58, 3, 96, 10], 1),
        ),
        alpha: 0.7,
      },
      part(adjust(pink, -0.1), at(-1.3, 0.8), at(1.3, 0.8)),
      part(adjust(pink, -0.05), at(-0.9, 0.95), at(0.9, 0.95)),
      part(pink, at(-0.45), at(0.45)),
      part(adjust(pink, 0.06), at(0, 1.06)),
      part(
        mix(pink, white, 0.5),
        place(petal, { x: -9, y: -20, turn: -0.22, scale: 0.74 }),
        place(petal, { x: 9, y: -20, turn: 0.22, scale: 0.74 }),
      ),
      part(adjust(pink, 0.02), place(petal, { x: 0, y: -16, scale: 0.62 })),
    ];
  },
};

/** A toadstool. */
export const mushroom: Drawing = {
  habitat: 'ground',
  size: 0.2,
  parts({ color }) {
    const cap = color ?? hex('#d8402f');
    return [
      part(hex('#f3e8d6'), outline('M-11 -52 C-12 -30 -18 -8 -17 0 L17 0 C18 -8 12 -30 11 -52 Z')),
      part(
        hex('#dccdb6'),
        outline('M3 -52 C6 -30 6 -10 6 0 L17 0 C18 -8 12 -30 11 -52 Z'),
        outline('M-30 -50 C-12 -40 12 -40 30 -50 L22 -54 L-22 -54 Z'),
      ),
      part(
        cap,
        outline(
          'M-48 -50 C-48 -80 -22 -100 0 -100 C22 -100 48 -80 48 -50 C30 -44 -30 -44 -48 -50 Z',
        ),
      ),
      {
        ...part(
          adjust(cap, -0.14),
          outline('M10 -99 C30 -94 48 -76 48 -50 C38 -47 28 -46 18 -45 C34 -62 30 -86 10 -99 Z'),
        ),
        alpha: 0.5,
      },
      part(
        white,
        ellipse(-20, -72, 8, 7),
        ellipse(6, -84, 7, 6),
        ellipse(24, -62, 7, 6),
        ellipse(-36, -56, 4, 3.6),
        ellipse(2, -60, 4.4, 3.8),
      ),
    ];
  },
};

/** Somebody under an umbrella. */
export const umbrella: Drawing = {
  habitat: 'ground',
  size: 0.3,
  parts: (pose) => [
    ...walker({ ...pose, color: undefined }),
    ...canopy(pose.color ?? hex('#d8453a')),
  ],
};

function canopy(color: Color): Part[] {
  const hem =
    'C38 -92 28 -92 23 -87 C18 -92 13 -92 8 -87 C3 -92 -2 -92 -7 -87 C-12 -92 -22 -92 -30 -87';
  return [
    part(hex('#5b4030'), stroke([8, -108, 8, -46], 1.4)),
    part(color, outline(`M-30 -87 C-30 -104 -10 -114 8 -114 C26 -114 46 -104 46 -87 ${hem} Z`)),
    part(
      adjust(color, -0.08),
      outline('M8 -114 C26 -114 46 -104 46 -87 C38 -92 28 -92 23 -87 C22 -98 18 -108 8 -114 Z'),
    ),
    part(adjust(color, 0.05), outline('M8 -114 C-2 -108 -6 -98 -7 -87 C-2 -92 3 -92 8 -87 Z')),
    part(hex('#5b4030'), stroke([8, -114, 8, -118], 1.6)),
  ];
}

function walker({ prompt, color }: Pose): Part[] {
  const robe = color ?? (/monk|僧/i.test(prompt) ? hex('#c9772f') : hex('#3c5a86'));
  const hair = hex('#2a2430');
  const woman = /girl|woman|女/i.test(prompt);
  return [
    part(hex('#2f2a33'), stroke([-4, -24, -5, -1], 4.4, 3.4), stroke([5, -24, 7, -1], 4.4, 3.4)),
    part(hex('#2f2a33'), ellipse(-4, -1.4, 4.4, 2), ellipse(8, -1.4, 4.4, 2)),
    part(
      robe,
      outline(
        woman
          ? 'M0 -70 C9 -70 10 -58 10 -48 C12 -38 17 -26 20 -16 C8 -11 -10 -11 -19 -16 C-16 -26 -11 -38 -10 -48 C-10 -58 -9 -70 0 -70 Z'
          : 'M0 -70 C10 -70 12 -60 12 -48 L14 -18 C6 -15 -6 -15 -13 -18 L-11 -48 C-11 -60 -9 -70 0 -70 Z',
      ),
    ),
    {
      ...part(
        adjust(robe, -0.12),
        outline(
          'M3 -69 C10 -68 12 -60 12 -48 L14 -18 C11 -16.6 8 -16 5 -15.6 C8 -34 8 -52 3 -69 Z',
        ),
      ),
      alpha: 0.6,
    },
    part(
      adjust(robe, -0.05),
      stroke(curve('M8 -63 C13 -54 12 -48 7 -46'), 5, 4),
      stroke(curve('M-8 -63 C-14 -54 -14 -46 -11 -38'), 5, 4),
    ),
    part(hex('#e8c29a'), ellipse(0, -78, 7.6, 8.6), stroke([0, -72, 0, -66], 4)),
    part(hex('#3a2a2c'), ellipse(-2.7, -77.4, 0.8, 1.1), ellipse(2.7, -77.4, 0.8, 1.1)),
    {
      ...part(hex('#e88f86'), ellipse(-4.6, -74.6, 1.5, 1), ellipse(4.6, -74.6, 1.5, 1)),
      alpha: 0.5,
    },
    part(
      hair,
      outline(
        'M-8.8 -75 C-11 -91 11 -91 8.8 -75 C8 -80 6 -82 2 -83.4 C-1 -81.6 -6 -80.6 -8.8 -75 Z',
      ),
    ),
    ...(woman
      ? [
          part(
            hair,
            outline('M-7.4 -82 C-12 -74 -12 -64 -8.4 -59 C-5.6 -63 -7.4 -72 -7.2 -78 Z'),
            outline('M7.4 -82 C12 -74 12 -64 8.4 -59 C5.6 -63 7.4 -72 7.2 -78 Z'),
          ),
        ]
      : []),
  ];
}

/** Somebody who stands and looks at you. */
export const person: Drawing = { habitat: 'ground', size: 0.27, parts: walker };

/** A steaming cup. */
export const cup: Drawing = {
  habitat: 'ground',
  size: 0.34,
  parts({ color, prompt }) {
    const china = color ?? hex('#f4efe6');
    const drink = /tea|茶/i.test(prompt) ? hex('#b98a3a') : hex('#5a3622');
    const steam = [-14, 2, 18].map((x) =>
      stroke(
        curve(
          `M${x} -78 C${x - 9} -86 ${x + 9} -92 ${x} -100 C${x - 7} -106 ${x + 3} -110 ${x + 1} -114`,
        ),
        3,
        1,
      ),
    );
    return [
      { ...part(white, ...steam), alpha: 0.6 },
      part(hex('#caa27a'), ellipse(0, -4, 66, 9)),
      part(adjust(china, -0.04), ellipse(0, -7, 58, 7)),
      part(adjust(china, -0.05), stroke(curve('M36 -58 C64 -62 62 -24 28 -24'), 7)),
      part(china, outline('M-42 -66 C-42 -30 -30 -8 -18 -8 L18 -8 C30 -8 42 -30 42 -66 Z')),
      {
        ...part(
          adjust(china, -0.16),
          outline('M14 -66 L42 -66 C42 -30 30 -8 18 -8 L4 -8 C16 -24 18 -48 14 -66 Z'),
        ),
        alpha: 0.5,
      },
      part(adjust(china, 0.03), ellipse(0, -66, 42, 9)),
      part(drink, ellipse(0, -65, 37, 6.6)),
      { ...part(mix(drink, white, 0.5), ellipse(-8, -65.6, 16, 2.4)), alpha: 0.5 },
    ];
  },
};
