import { adjust, type Color, hex, mix } from '../color.ts';
import { curve, ellipse, outline, type Path, place, rectangle, stroke } from '../path.ts';
import { type Drawing, type Part, type Pose, part } from './drawing.ts';

const lamp = hex('#ffd27d');
const pane = hex('#5f7d94');

function lights(pose: Pose, ...shapes: readonly Path[]): Part {
  return { ...part(pose.dark ? lamp : pane, ...shapes), glows: pose.dark };
}

/** A cottage with lit windows. */
export const house: Drawing = {
  habitat: 'far',
  size: 0.23,
  parts(pose) {
    const wall = hex('#f0dfc4');
    const tiles = pose.color ?? hex('#a8483a');

    const cross = (x: number) => [
      ...rectangle(x + 5.4, -40, 1.3, 16),
      ...rectangle(x, -32.6, 12, 1.3),
    ];
    const smoke = [
      [30, -98, 5],
      [35, -107, 6.6],
      [43, -117, 8.6],
    ].map(([x = 0, y = 0, r = 0]) => ellipse(x, y, r, r * 0.8));
    return [
      { ...part(hex('#e9e6e4'), ...smoke), alpha: 0.5 },
      part(hex('#8a5a48'), rectangle(22, -88, 11, 26)),
      part(wall, rectangle(-42, -52, 84, 52)),
      part(adjust(wall, -0.1), rectangle(14, -52, 28, 52)),
      part(adjust(tiles, -0.04), outline('M-54 -48 L-36 -82 L36 -82 L54 -48 Z')),
      part(tiles, outline('M-54 -48 L-36 -82 L-2 -82 L14 -48 Z')),
      ...(pose.winter
        ? [
            part(
              hex('#f6f9fd'),
              outline(
                'M-55 -50 L-37 -85 L37 -85 L55 -50 C46 -47 42 -55 32 -52 C24 -49 18 -56 8 -52 C-2 -49 -8 -56 -18 -52 C-28 -49 -34 -55 -42 -51 C-48 -47 -52 -47 -55 -50 Z',
              ),
            ),
            part(hex('#f6f9fd'), rectangle(20.6, -91, 14, 4.6)),
          ]
        : []),
      part(hex('#6a4631'), outline('M-8 0 L-8 -26 C-8 -34 8 -34 8 -26 L8 0 Z')),
      lights(pose, rectangle(-33, -40, 12, 16), rectangle(21, -40, 12, 16)),
      part(hex('#6a4631'), cross(-33), cross(21)),
      lights(pose, ellipse(0, -66, 5)),
    ];
  },
};

function eave(y: number, half: number, high: number): Path {
  return outline(
    `M${-half} ${y - 5} C${-half * 0.8} ${y + 2} ${-half * 0.6} ${y} ${-half * 0.5} ${y} L${half * 0.5} ${y} C${half * 0.6} ${y} ${half * 0.8} ${y + 2} ${half} ${y - 5} C${half * 0.8} ${y - 3} ${half * 0.56} ${y - high * 0.6} ${half * 0.42} ${y - high} L${-half * 0.42} ${y - high} C${-half * 0.56} ${y - high * 0.6} ${-half * 0.8} ${y - 3} ${-half} ${y - 5} Z`,
  );
}

/** A pagoda of five storeys. */
export const pagoda: Drawing = {
  habitat: 'far',
  size: 0.36,
  parts(pose) {
    const red = pose.color ?? hex('#a83a2c');
    const tile = hex('#3a4a52');
    const parts: Part[] = [
      part(hex('#8d8478'), rectangle(-30, -4, 60, 4), rectangle(-26, -7, 52, 4)),
    ];
    for (let floor = 0; floor < 5; floor++) {
      const y = -7 - floor * 15.6;
      const half = 21 - floor * 2.9;
      const windows: Path[] = [];
      for (let i = -1; i <= 1; i++)
        windows.push(rectangle(i * half * 0.6 - half * 0.17, y - 8.4, half * 0.34, 6.4));
      parts.push(
        part(red, rectangle(-half, y - 10.5, half * 2, 10.5)),
        part(adjust(red, -0.1), rectangle(half * 0.4, y - 10.5, half * 0.6, 10.5)),
        lights(pose, ...windows),
        part(tile, eave(y - 9.6, half * 1.72, 6.2)),
        part(adjust(tile, 0.09), stroke([-half * 0.9, y - 9.9, half * 0.9, y - 9.9], 0.9)),
      );
    }
    return [
      ...parts,
      part(
        hex('#d9a94a'),
        outline('M-2.4 -90 L0 -112 L2.4 -90 Z'),
        ellipse(0, -96, 2.8),
        ellipse(0, -101, 1.9),
      ),
    ];
  },
};

/** A torii gate. */
export const torii: Drawing = {
  habitat: 'water',
  size: 0.38,
  parts({ color }) {
    const red = color ?? hex('#d2452f');
    return [
      part(
        adjust(red, -0.06),
        outline('M-40 0 L-35 -82 L-28 -82 L-31 0 Z'),
        outline('M40 0 L35 -82 L28 -82 L31 0 Z'),
      ),
      part(hex('#3a3336'), rectangle(-42, -5, 13, 5), rectangle(29, -5, 13, 5)),
      part(red, rectangle(-44, -66, 88, 6.4), rectangle(-3, -82, 6, 18)),
      part(red, outline('M-56 -92 C-30 -86 30 -86 56 -92 L54 -84 C30 -79 -30 -79 -54 -84 Z')),
      part(
        hex('#3a3336'),
        outline('M-58 -97 C-30 -90 30 -90 58 -97 L57 -91 C30 -85 -30 -85 -57 -91 Z'),
      ),
    ];
  },
};

function battlement(x: number, y: number, width: number, count: number): Path {
  const path: Path[] = [];
  const step = width / (count * 2 - 1);
  for (let i = 0; i < count; i++)
    path.push(rectangle(x + i * step * 2, y - step * 1.1, step, step * 1.2));
  return path.flat();
}

/** A castle with four towers. */
export const castle: Drawing = {
  habitat: 'far',
  size: 0.36,
  parts(pose) {
    const stone = hex('#cdbfae');
    const roof = pose.color ?? hex('#4a6a95');
    const tower = (x: number, top: number, half: number): Part[] => [
      part(
        stone,
        rectangle(x - half, top, half * 2, -top),
        battlement(x - half * 1.15, top, half * 2.3, 4),
        rectangle(x - half * 1.15, top, half * 2.3, 4),
      ),
      part(adjust(stone, -0.1), rectangle(x + half * 0.25, top, half * 0.75, -top)),
      part(roof, [[x - half * 1.3, top - 4, x, top - half * 3.4, x + half * 1.3, top - 4]]),
      part(adjust(roof, -0.09), [
        [x + half * 0.2, top - 4, x, top - half * 3.4, x + half * 1.3, top - 4],
      ]),
      lights(
        pose,
        outline(
          `M${x - 2} ${top + 18} L${x - 2} ${top + 11} C${x - 2} ${top + 7} ${x + 2} ${top + 7} ${x + 2} ${top + 11} L${x + 2} ${top + 18} Z`,
        ),
      ),
      part(
        hex('#d8453a'),
        [[x, top - half * 3.4 - 9, x + 9, top - half * 3.4 - 6.4, x, top - half * 3.4 - 4]],
        rectangle(x - 0.5, top - half * 3.4 - 9, 1, 10),
      ),
    ];
    return [
      ...tower(-14, -62, 7),
      ...tower(15, -70, 8),
      part(adjust(stone, 0.02), rectangle(-34, -38, 68, 38), battlement(-34, -38, 68, 9)),
      ...tower(-36, -50, 9),
      ...tower(36, -50, 9),
      part(hex('#5a4030'), outline('M-9 0 L-9 -15 C-9 -26 9 -26 9 -15 L9 0 Z')),
      lights(pose, rectangle(-22, -27, 4, 8), rectangle(18, -27, 4, 8)),
    ];
  },
};

/** A lighthouse on its rock; in the dark its beams go around. */
export const lighthouse: Drawing = {
  habitat: 'far',
  size: 0.4,
  parts(pose) {
    const red = pose.color ?? hex('#cf4436');
    const white = hex('#f5f1e8');
    const band = (from: number, until: number): Path => {
      const half = (y: number) => 9 + ((y + 78) / 78) * 5;
      return [[-half(from), from, half(from), from, half(until), until, -half(until), until]];
    };
    return [
      part(hex('#5c5a60'), outline('M-44 2 C-36 -8 -22 -10 0 -10 C24 -10 36 -7 46 2 Z')),
      part(white, band(-78, -6)),
      part(red, band(-66, -52), band(-38, -24)),
      { ...part(hex('#40323a'), [[3, -78, 9, -78, 14, -6, 6, -6]]), alpha: 0.2 },
      part(
        hex('#33363f'),
        rectangle(-13, -80, 26, 3),
        rectangle(-11, -85, 1, 6),
        rectangle(10, -85, 1, 6),
        rectangle(-11, -85, 22, 1),
      ),
      { ...part(pose.dark ? hex('#fff0b0') : lamp, rectangle(-6, -91, 12, 11)), glows: true },
      part(red, outline('M-8 -91 C-7 -100 7 -100 8 -91 Z'), rectangle(-0.7, -104, 1.4, 8)),
      part(hex('#4a3a34'), outline('M-3.4 -6 L-3.4 -14 C-3.4 -18 3.4 -18 3.4 -14 L3.4 -6 Z')),
      ...(pose.dark
        ? [
            {
              ...part(
                hex('#fff2c0'),
                [[-4, -86, -700, -190, -700, -20]],
                [[4, -86, 700, -190, 700, -20]],
              ),
              alpha: 0.13,
              glows: true,
            },
          ]
        : []),
    ];
  },
};

/** A windmill. */
export const windmill: Drawing = {
  habitat: 'far',
  size: 0.34,
  parts(pose) {
    const wall = pose.color ?? hex('#e8dcc6');
    const sail: Path = [...rectangle(-0.9, -48, 1.8, 48), ...rectangle(1.4, -46, 8, 34)];
    return [
      part(wall, outline('M-13 -66 L13 -66 L20 0 L-20 0 Z')),
      part(adjust(wall, -0.1), outline('M4 -66 L13 -66 L20 0 L6 0 Z')),
      part(hex('#7a4636'), outline('M-15 -65 C-12 -82 12 -82 15 -65 Z')),
      lights(pose, ellipse(0, -46, 3.6), rectangle(-3, -30, 6, 8)),
      part(hex('#6a4631'), outline('M-5 0 L-5 -13 C-5 -18 5 -18 5 -13 L5 0 Z')),
      part(
        hex('#f7efe0'),
        ...[0.4, 1.97, 3.54, 5.11].map((turn) => place(sail, { x: 0, y: -68, turn })),
      ),
      part(hex('#54382a'), ellipse(0, -68, 3)),
    ];
  },
};

/** An arched stone bridge. */
export const bridge: Drawing = {
  habitat: 'water',
  size: 0.2,
  parts({ color }) {
    const stone = color ?? hex('#c9bfae');
    const posts: Path[] = [];
    for (let i = -7; i <= 7; i++) {
      const x = i * 13;
      posts.push(rectangle(x - 1.3, -62 + (x * x) / 185 - 12, 2.6, 13));
    }
    const arc = 'M-118 6 C-80 -22 -50 -62 0 -62 C50 -62 80 -22 118 6';
    return [
      part(stone, outline(`${arc} L96 6 C60 6 46 -40 0 -40 C-46 -40 -60 6 -96 6 Z`)),
      {
        ...part(
          adjust(stone, -0.22),
          outline(
            'M-96 6 C-60 6 -46 -40 0 -40 C46 -40 60 6 96 6 L86 6 C56 2 42 -35 0 -35 C-42 -35 -56 2 -86 6 Z',
          ),
        ),
        alpha: 0.8,
      },
      part(adjust(stone, -0.06), ...posts),
      part(
        adjust(stone, 0.05),
        stroke(curve('M-112 -8 C-78 -34 -50 -74 0 -74 C50 -74 78 -34 112 -8'), 2.6),
      ),
    ];
  },
};

/** A tent beside a campfire. */
export const tent: Drawing = {
  habitat: 'ground',
  size: 0.2,
  parts({ color, dark }) {
    const cloth: Color = color ?? hex('#e08a3a');
    const warm = mix(cloth, lamp, 0.6);
    return [
      { ...part(dark ? warm : cloth, outline('M-62 0 L-6 -78 L58 0 Z')), glows: dark },
      {
        ...part(adjust(cloth, dark ? -0.02 : -0.12), outline('M-6 -78 L58 0 L24 0 Z')),
        glows: dark,
      },
      part(hex('#3a2c2c'), outline('M-20 0 L-6 -48 L10 0 Z')),
      { ...part(lamp, outline('M-12 0 L-6 -24 L3 0 Z')), glows: true, alpha: dark ? 0.9 : 0.3 },
      part(hex('#5b4636'), stroke([72, 0, 96, -7], 4), stroke([96, 0, 72, -7], 4)),
      {
        ...part(hex('#ff8a3c'), outline('M74 -5 C70 -18 82 -22 83 -38 C90 -26 98 -18 94 -5 Z')),
        glows: true,
      },
      {
        ...part(hex('#ffe08a'), outline('M79 -5 C77 -13 84 -16 84 -24 C89 -16 92 -12 89 -5 Z')),
        glows: true,
      },
    ];
  },
};
