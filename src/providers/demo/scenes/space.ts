import { adjust, hex, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { haloLayer } from '../layers/celestial.ts';
import { landLayer, ridgeLine } from '../layers/ridges.ts';
import { starsLayer } from '../layers/stars.ts';
import { fractal2 } from '../noise.ts';
import { curve, ellipse, type Path, place, stroke } from '../path.ts';
import { glow, type Layer } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';
import { hasGroundling } from './groundlings.ts';
import type { Outlook, Setting } from './setting.ts';

/** Nebula, stars, a planet with its ring. */
export function laySpace(stage: Stage, _outlook: Outlook): Setting {
  const { width, height, random, palette } = stage;
  const dice = random.fork('space');
  const seed = dice.integer(1, 1e9);
  const tints = [
    dice.pick([hex('#7a4de0'), hex('#c0439a'), hex('#3a6fe0')]),
    dice.pick([hex('#2aa6b8'), hex('#e0785a'), hex('#4a8cf0')]),
  ] as const;
  const nebula: Layer = ({ width: columns, scale, height: rows }) => ({
    top: 0,
    bottom: rows,
    paint(row, y) {
      const v = (y + 0.5) / scale;
      const step = 4;
      for (let x = 0; x < columns; x += step) {
        const u = x / scale;
        const band = Math.exp(
          -(((v - height * 0.5 + (u - width / 2) * 0.35) / (height * 0.34)) ** 2),
        );
        const bend = 90 * fractal2(u / 210, v / 210, seed + 7, 2);
        const cloud =
          Math.max(0, fractal2((u + bend) / 330, (v - bend) / 260, seed, 5) + 0.16) * band;
        const other =
          Math.max(0, fractal2((u - bend) / 260, (v + bend) / 210, seed + 50, 5) + 0.02) * band;
        for (let k = 0; k < step && x + k < columns; k++) {
          glow(row, x + k, tints[0], Math.min(0.75, cloud * 1.7));
          glow(row, x + k, tints[1], Math.min(0.6, other * 1.5));
        }
      }
    },
  });
  const right = dice.chance(0.5);
  const spot = { x: width * (right ? 0.7 : 0.3), y: height * dice.between(0.36, 0.46) };

  const behind: Layer[] = [
    landLayer(() => -5, {
      color: hex('#05060f'),
      to: { color: hex('#171a3a'), from: 0, until: height },
    }),
    nebula,
    starsLayer(stage, height * 1.9, 1.6, false),
  ];
  behind.push(...planetLayers(stage, spot, 175, !/mars|火星|earth|地球/i.test(stage.wish.prompt)));
  behind.push(...planetLayers(stage, { x: width - spot.x, y: height * 0.2 }, 42, false));
  const ground: Line = (x) =>
    height * 0.93 -
    0.00009 * (stage.width / 2) ** 2 +
    0.00009 * (x - width / 2) ** 2 +
    ridgeLine(seed, 0, 7, 120)(x);
  const stands = hasGroundling(stage.wish) || stage.wish.has('house');
  if (stands)
    behind.push(
      landLayer(ground, {
        color: mix(hex('#b9b4c6'), palette.near, 0.35),
        to: { color: mix(hex('#5a5670'), palette.near, 0.6), from: height * 0.82, until: height },
      }),
    );
  return {
    behind,
    before: [],
    ground: (x) => ground(x) + 26,
    far: ground,
    water: undefined,
    horizon: height * 0.9,
    light: spot,
  };
}

function planetLayers(
  stage: Stage,
  { x, y }: { x: number; y: number },
  radius: number,
  ringed: boolean,
): Layer[] {
  const dice = stage.random.fork(`planet ${Math.round(radius)}`);
  const base = /mars|火星/i.test(stage.wish.prompt)
    ? hex('#c9603a')
    : dice.pick([hex('#e3a15e'), hex('#6fa8d6'), hex('#c77fa0'), hex('#7fc0a8')]);
  const turn = -0.32;
  const bands: Path[] = [];
  for (let i = -4; i <= 4; i++) {
    const v = (i / 5) * radius;
    const half = Math.sqrt(radius * radius - v * v) * 0.92;
    bands.push(
      place(
        stroke(
          curve(`M${-half} ${v} Q0 ${v + radius * 0.2} ${half} ${v}`),
          radius * (0.04 + 0.05 * dice.next()),
        ),
        { x, y, turn },
      ),
    );
  }
  const ring = (outer: number, inner: number, front: boolean): Path => {
    const points: number[] = [];
    for (let i = 0; i <= 60; i++) {
      const angle = (i / 60) * Math.PI + (front ? 0 : Math.PI);
      points.push(Math.cos(angle) * outer, Math.sin(angle) * outer * 0.24);
    }
    for (let i = 60; i >= 0; i--) {
      const angle = (i / 60) * Math.PI + (front ? 0 : Math.PI);
      points.push(Math.cos(angle) * inner, Math.sin(angle) * inner * 0.24);
    }
    return place([points], { x, y, turn, scale: radius });
  };
  const rings = (front: boolean) => [
    fill(ring(2.05, 1.72, front), { color: mix(base, hex('#fff2dc'), 0.55), alpha: 0.75 }),
    fill(ring(1.66, 1.34, front), { color: mix(base, hex('#fff2dc'), 0.35), alpha: 0.6 }),
  ];

  const night = place([[...curve('M0 -1 C0.62 -0.6 0.62 0.6 0 1'), ...arcAround()]], {
    x,
    y,
    turn: 0.5,
    scale: radius,
  });
  return [
    haloLayer({ x, y }, radius * 1.05, base, 0.4),
    ...(ringed ? rings(false) : []),
    fill(ellipse(x, y, radius), { color: base }),
    fill(bands.flat(), { color: adjust(base, 0.07), alpha: 0.55 }),
    fill(night, { color: hex('#0a0820'), alpha: 0.5 }),
    ...(ringed ? rings(true) : []),
  ];
}

function arcAround(): number[] {
  const points: number[] = [];
  for (let i = 0; i <= 40; i++) {
    const angle = Math.PI / 2 - (i / 40) * Math.PI;
    points.push(Math.cos(angle), Math.sin(angle));
  }
  return points;
}
