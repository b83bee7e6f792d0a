import { hex } from './color.ts';
import { fill } from './fill.ts';
import { type Contour, curve, ellipse, type Path, place, rectangle, stroke } from './path.ts';
import { type Layer, stack } from './raster.ts';

/** The few letters the badge needs, as strokes in a box 10 units high: width, then the lines. */
const letters: Readonly<Record<string, readonly [width: number, ...lines: string[]]>> = {
  d: [
    5.6,
    'M5 0 L5 10',
    'M5 6.9 C5 5 3.9 3.8 2.6 3.8 C1.2 3.8 0.4 5.1 0.4 6.9 C0.4 8.7 1.2 10 2.6 10 C3.9 10 5 8.8 5 6.9',
  ],
  e: [
    5.4,
    'M0.5 6.8 L4.9 6.8 C4.9 5 4 3.8 2.7 3.8 C1.3 3.8 0.4 5.1 0.4 6.9 C0.4 8.8 1.4 10 2.8 10 C3.7 10 4.3 9.6 4.7 9',
  ],
  m: [
    8.4,
    'M0.5 10 L0.5 4',
    'M0.5 6.4 C0.7 4.7 1.5 3.8 2.5 3.8 C3.7 3.8 4.2 4.6 4.2 6 L4.2 10',
    'M4.2 6.4 C4.4 4.7 5.2 3.8 6.2 3.8 C7.4 3.8 7.9 4.6 7.9 6 L7.9 10',
  ],
  n: [5.4, 'M0.5 10 L0.5 4', 'M0.5 6.4 C0.8 4.7 1.7 3.8 2.8 3.8 C4.1 3.8 4.8 4.6 4.8 6.1 L4.8 10'],
  o: [
    5.6,
    'M2.8 3.8 C1.3 3.8 0.4 5.1 0.4 6.9 C0.4 8.7 1.3 10 2.8 10 C4.3 10 5.2 8.7 5.2 6.9 C5.2 5.1 4.3 3.8 2.8 3.8',
  ],
  t: [3.8, 'M1.6 1.6 L1.6 8.2 C1.6 9.5 2.2 10 3.5 9.8', 'M0.2 4 L3.3 4'],
  A: [7, 'M0.4 10 L3.5 0.6 L6.6 10', 'M1.5 6.9 L5.5 6.9'],
  I: [1.6, 'M0.8 0.4 L0.8 10'],
  '·': [2, 'M1 6 L1 6.05'],
  ' ': [2.4],
};

function write(text: string, weight: number): { path: Path; width: number } {
  const path: Path[] = [];
  let x = 0;
  for (const character of text) {
    const [width = 0, ...lines] = letters[character] ?? [];
    for (const line of lines) {
      const points: Contour = curve(line);
      path.push(place(stroke(points, character === '·' ? weight * 1.7 : weight), { x, y: 0 }));
    }
    x += width + 1.5;
  }
  return { path: path.flat(), width: x - 1.5 };
}

/** The small pill in the corner that says who painted: `demo · not AI`. Sizes in units. */
export function badgeLayer(width: number, height: number): Layer {
  return (canvas) => {
    const { path, width: long } = write('demo · not AI', 1.15);
    // At least 9 pixels of letter where there is room, and never over half the picture's width.
    const wanted = Math.max(15, 9 / canvas.scale);
    const letter = Math.min(wanted, (width * 0.5) / (long / 10 + 2.4));
    const unit = letter / 10;
    const high = letter * 2.1;
    const wide = long * unit + letter * 1.7;
    const x = width - wide - letter * 1.1;
    const y = height - high - letter * 1.1;
    const pill: Path = [
      ...rectangle(x + high / 2, y, wide - high, high),
      ...ellipse(x + high / 2, y + high / 2, high / 2),
      ...ellipse(x + wide - high / 2, y + high / 2, high / 2),
    ];
    const text = place(path, {
      x: x + letter * 0.85,
      y: y + high / 2 - letter * 0.55,
      scale: unit,
    });
    return stack([
      fill(pill, { color: hex('#10131c'), alpha: 0.46 }),
      fill(text, { color: hex('#ffffff'), alpha: 0.92 }),
    ])(canvas);
  };
}
