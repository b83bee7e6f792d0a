import { adjust, type Color, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { type Path, place, stroke } from '../path.ts';
import type { Random } from '../random.ts';
import { type Layer, stack } from '../raster.ts';
import type { Stage } from '../stage.ts';

const leaf: Path = [[0, 0, 7, 5, 26, 7, 60, 2, 100, -1, 62, -5, 24, -6, 7, -4]];

/** A spray of leaves that hang from one twig. */
function spray(x: number, y: number, size: number, dice: Random): Path {
  const path: Path[] = [];
  const count = dice.integer(4, 7);
  for (let i = 0; i < count; i++) {
    const turn =
      Math.PI * 0.5 + (i / (count - 1) - 0.5) * dice.between(1.4, 2.3) + dice.between(-0.15, 0.15);
    const scale = (size / 100) * dice.between(0.7, 1.15);
    path.push(place(leaf, { x: x + dice.between(-4, 4), y: y + dice.between(-3, 6), scale, turn }));
  }
  return path.flat();
}

interface Stalk {
  wood: Path;
  shine: Path;
  nodes: Path;
  leaves: Path;
}

function stalk(x: number, foot: number, thick: number, dice: Random): Stalk {
  const lean = dice.between(-0.07, 0.07);
  const bow = dice.between(-0.00012, 0.00012);
  const at = (y: number) => x + (foot - y) * lean + bow * (foot - y) ** 2;
  const wood: Path[] = [];
  const shine: Path[] = [];
  const nodes: Path[] = [];
  const leaves: Path[] = [];
  const step = thick * dice.between(5.2, 6.8) + 26;
  for (let y = foot + 20; y > -step; y -= step) {
    const top = y - step + thick * 0.16;
    const [a, b] = [at(y), at(top)];
    const h = thick / 2;
    wood.push([
      [
        a - h,
        y,
        a - h * 0.9,
        y - step * 0.5,
        b - h * 1.08,
        top,
        b + h * 1.08,
        top,
        a + h * 0.9,
        y - step * 0.5,
        a + h,
        y,
      ],
    ]);
    shine.push([[a - h * 0.62, y, b - h * 0.66, top, b - h * 0.24, top, a - h * 0.28, y]]);
    nodes.push(
      stroke([b - h * 1.05, top - thick * 0.08, b + h * 1.05, top - thick * 0.08], thick * 0.16),
    );
    if (!dice.chance(0.75)) continue;
    const side = dice.chance(0.5) ? 1 : -1;
    const long = dice.between(40, 60) + thick * dice.between(1.6, 4);
    const rise = long * dice.between(0.15, 0.6);
    const tip = { x: b + side * long, y: top - rise };
    wood.push(
      stroke(
        [b, top, b + side * long * 0.5, top - rise * 0.75, tip.x, tip.y],
        thick * 0.14 + 1.4,
        1.2,
      ),
    );
    const size = 46 + thick * 2.1;
    leaves.push(
      spray(tip.x, tip.y, size, dice),
      spray(b + side * long * 0.55, top - rise * 0.7, size * 0.85, dice),
    );
  }
  return { wood: wood.flat(), shine: shine.flat(), nodes: nodes.flat(), leaves: leaves.flat() };
}

/** Rows of bamboo, the farther the paler, with mist between them. */
export function bambooLayers(
  stage: Stage,
  foot: number,
  rows: number,
  mist: (row: number) => Layer,
  gap: boolean,
): Layer[] {
  const dice = stage.random.fork('bamboo');
  const { palette } = stage;
  const layers: Layer[] = [];
  for (let row = 0; row < rows; row++) {
    const t = rows < 2 ? 1 : row / (rows - 1);
    const thick = 9 + 40 * t * t;
    const count = Math.max(3, Math.round((stage.width / 1000) * (15 - 10 * t)));
    const color: Color = mix(
      mix(palette.far, palette.leaf[1], 0.25 + 0.3 * t),
      mix(palette.leaf[2], palette.near, 0.45),
      t,
    );
    const body = mix(color, palette.haze, 0.42 * (1 - t));
    const parts: Stalk[] = [];
    for (let i = 0; i < count; i++) {
      const x = ((i + dice.between(0.1, 0.9)) / count) * stage.width;
      // The nearest rows leave the middle open for the moon and for whoever stands there.
      const share = x / stage.width;
      if (gap && t > 0.2 && share > 0.4 - 0.12 * t && share < 0.62 + 0.12 * t) continue;
      if (gap && t <= 0.2 && Math.abs(share - 0.51) < 0.07) continue;
      parts.push(stalk(x, foot + 40 * t, thick * dice.between(0.75, 1.2), dice));
    }
    layers.push(
      stack([
        fill(
          parts.flatMap(({ wood }) => wood),
          { color: body },
        ),
        fill(
          parts.flatMap(({ shine }) => shine),
          { color: adjust(body, 0.09), alpha: 0.7 },
        ),
        fill(
          parts.flatMap(({ nodes }) => nodes),
          { color: adjust(body, -0.08) },
        ),
        fill(
          parts.flatMap(({ leaves }) => leaves),
          { color: adjust(body, -0.02 + 0.03 * t, 1.15) },
        ),
      ]),
    );
    if (row < rows - 1) layers.push(mist(row));
  }
  return layers;
}
