import { adjust, hex, mix } from '../color.ts';
import { curve, ellipse, outline, type Path, place, rectangle, stroke } from '../path.ts';
import { type Drawing, type Part, type Pose, part } from './drawing.ts';

const wood = hex('#6e4630');
const canvas = hex('#fbf4e4');

function sailboat({ color }: Pose): Part[] {
  const hull = color ?? hex('#a8442f');
  return [
    part(hex('#54382a'), rectangle(-4.4, -98, 2.8, 86)),
    part(canvas, outline('M0 -94 C22 -72 34 -44 37 -19 L0 -19 Z')),
    part(adjust(canvas, -0.09), outline('M0 -94 C9 -66 12 -42 12 -19 L0 -19 Z')),
    part(mix(canvas, hull, 0.75), outline('M-7 -86 C-20 -62 -30 -40 -34 -19 L-7 -19 Z')),
    part(
      adjust(hull, -0.12),
      outline('M-42 -14 L44 -14 C38 -4 30 1 22 1 L-24 1 C-33 0 -39 -6 -42 -14 Z'),
    ),
    part(hull, outline('M-43 -16 L46 -16 L43 -10 L-41 -10 Z')),
    part(hex('#e3c9a0'), rectangle(-43, -17.4, 89, 2.2)),
    part(color ?? hex('#d8453a'), outline('M-3 -98 L-20 -94 L-3 -90 Z')),
  ];
}

function sampan(): Part[] {
  const dark = hex('#3f2c26');
  return [
    part(dark, stroke([34, -84, 54, 6], 1.6)),
    part(hex('#4c5a6a'), outline('M26 -22 C24 -36 27 -44 34 -44 C41 -44 44 -36 43 -22 Z')),
    part(hex('#e0b98e'), ellipse(34, -48, 4.6)),
    part(hex('#c79b56'), outline('M22 -48 L34 -60 L46 -48 C40 -46 28 -46 22 -48 Z')),
    part(hex('#8a6a48'), outline('M-38 -18 C-38 -44 6 -46 8 -18 Z')),
    part(
      hex('#6f5138'),
      ...[-30, -21, -12, -3].map((x) =>
        stroke(curve(`M${x - 3} -18 C${x - 4} -28 ${x - 1} -34 ${x + 2} -37`), 1.4),
      ),
    ),
    part(
      wood,
      outline(
        'M-78 -26 C-60 -16 -30 -14 0 -14 C30 -14 52 -16 70 -26 C64 -8 50 2 30 2 L-36 2 C-58 2 -72 -8 -78 -26 Z',
      ),
    ),
    part(
      adjust(wood, -0.1),
      outline('M-70 -14 C-40 -6 34 -6 62 -14 C56 -2 46 2 30 2 L-36 2 C-54 2 -64 -4 -70 -14 Z'),
    ),
  ];
}

/** A sailing boat, or a sampan with its fisherman. */
export const boat: Drawing = {
  habitat: 'water',
  size: 0.25,
  parts: (pose) =>
    /舟|渔|乌篷|sampan|fishing|fisherman/i.test(pose.prompt) ? sampan() : sailboat(pose),
};

/** A hot-air balloon. */
export const balloon: Drawing = {
  habitat: 'sky',
  size: 0.3,
  parts({ color, random }) {
    const first =
      color ??
      random.fork('balloon').pick([hex('#e2503f'), hex('#f0913a'), hex('#3f8fc0'), hex('#d65a8c')]);
    const second = mix(first, hex('#fff3dc'), 0.86);
    const gore = (wide: number): Path =>
      outline(
        `M0 -50 C${wide} -50 ${wide * 1.12} -22 ${wide * 0.86} -4 C${wide * 0.6} 12 ${wide * 0.32} 20 ${wide * 0.24} 26 L${-wide * 0.24} 26 C${-wide * 0.32} 20 ${-wide * 0.6} 12 ${-wide * 0.86} -4 C${-wide * 1.12} -22 ${-wide} -50 0 -50 Z`,
      );
    return [
      part(
        hex('#5a4030'),
        stroke([-8, 25, -5, 40], 0.9),
        stroke([8, 25, 5, 40], 0.9),
        stroke([0, 25, 0, 40], 0.7),
      ),
      part(first, gore(40)),
      part(second, gore(28)),
      part(adjust(first, -0.02), gore(16)),
      part(second, gore(5)),
      {
        ...part(
          adjust(first, -0.22),
          outline(
            'M8 -49.4 C40 -48 45 -22 34.4 -4 C24 12 13 20 9.6 26 L4 26 C22 8 30 -22 8 -49.4 Z',
          ),
        ),
        alpha: 0.28,
      },
      part(hex('#9a6a3c'), outline('M-7 39 L7 39 L5.6 50 L-5.6 50 Z')),
      part(hex('#7a5230'), rectangle(-7.6, 38, 15.2, 2.6)),
      {
        ...part(hex('#ffd76a'), outline('M-2.4 33 C-3 29 0 27 0 23 C0 27 3 29 2.4 33 Z')),
        glows: true,
      },
    ];
  },
};

/** A rocket on its way up. */
export const rocket: Drawing = {
  habitat: 'sky',
  size: 0.34,
  parts({ color }) {
    const trim = color ?? hex('#e2503f');
    const hull = hex('#f2f1ee');
    const body = outline('M0 -50 C15 -36 17 -8 13 18 L-13 18 C-17 -8 -15 -36 0 -50 Z');
    const parts: Part[] = [
      {
        ...part(hex('#ffb13d'), outline('M-9 20 C-14 36 -4 48 0 62 C4 48 14 36 9 20 Z')),
        glows: true,
      },
      {
        ...part(hex('#fff0b0'), outline('M-5 20 C-8 30 -2 38 0 46 C2 38 8 30 5 20 Z')),
        glows: true,
      },
      part(
        adjust(trim, -0.08),
        outline('M-13 0 C-24 8 -27 20 -25 32 L-11 18 Z'),
        outline('M13 0 C24 8 27 20 25 32 L11 18 Z'),
      ),
      part(hull, body),
      {
        ...part(hex('#8d93a5'), outline('M2 -48 C15 -36 17 -8 13 18 L4 18 C9 -8 9 -32 2 -48 Z')),
        alpha: 0.5,
      },
      part(trim, outline('M0 -50 C7 -43 11.4 -35 13.4 -26 L-13.4 -26 C-11.4 -35 -7 -43 0 -50 Z')),
      part(hex('#4a5568'), ellipse(0, -12, 7.4)),
      { ...part(hex('#9fdcf5'), ellipse(0, -12, 5.2)), glows: true },
      part(hex('#5b6274'), outline('M-9 18 L9 18 L7 22 L-7 22 Z')),
    ];
    return parts.map((one) => ({ ...one, shape: place(one.shape, { x: 0, y: 0, turn: 0.42 }) }));
  },
};

function roundLantern(color: Pose['color']): Part[] {
  const paper = color ?? hex('#e23a2e');
  const rib = (wide: number) => stroke(curve(`M0 -24 C${wide} -22 ${wide} 16 0 18`), 0.9);
  return [
    part(hex('#5b3a22'), stroke([0, -60, 0, -28], 1)),
    { ...part(paper, ellipse(0, -3, 29, 22)), glows: true },
    { ...part(mix(paper, hex('#ffd08a'), 0.6), ellipse(0, -2, 17, 17)), alpha: 0.55, glows: true },
    { ...part(mix(paper, hex('#ffe9b8'), 0.85), ellipse(0, -1, 8, 11)), alpha: 0.6, glows: true },
    { ...part(adjust(paper, -0.12), ...[-36, -20, 20, 36].map(rib)), alpha: 0.7, glows: true },
    part(hex('#e9b949'), rectangle(-11, -28, 22, 5), rectangle(-11, 17, 22, 5)),
    part(hex('#e9b949'), stroke([0, 22, 0, 30], 1.6)),
    part(adjust(paper, -0.02), outline('M-3 29 L3 29 L4.6 50 L-4.6 50 Z')),
  ];
}

function skyLantern(color: Pose['color']): Part[] {
  const paper = color ?? hex('#ff9a3c');
  return [
    {
      ...part(
        paper,
        outline(
          'M-16 -46 C-8 -52 8 -52 16 -46 C24 -30 24 -2 15 34 L-15 34 C-24 -2 -24 -30 -16 -46 Z',
        ),
      ),
      glows: true,
    },
    {
      ...part(
        mix(paper, hex('#fff0b8'), 0.75),
        outline('M0 -18 C11 -10 13 14 11 34 L-11 34 C-13 14 -11 -10 0 -18 Z'),
      ),
      alpha: 0.85,
      glows: true,
    },
    { ...part(adjust(paper, -0.16), rectangle(-15.4, 32, 30.8, 3)), glows: true },
    { ...part(hex('#fff6d8'), ellipse(0, 30, 5, 7)), glows: true },
  ];
}

/** A round red lantern, or a sky lantern. */
export const lantern: Drawing = {
  habitat: 'sky',
  size: 0.2,
  parts: ({ color, prompt }) =>
    /孔明|天灯|sky lantern|floating/i.test(prompt) ? skyLantern(color) : roundLantern(color),
};
