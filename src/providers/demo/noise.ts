import { mixBits } from './random.ts';

function lattice(x: number, y: number, seed: number): number {
  return mixBits(Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed) / 2147483648 - 1;
}

function ease(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/** Smooth noise along a line, from -1 to 1, one bump a unit. */
export function noise1(x: number, seed: number): number {
  const cell = Math.floor(x);
  const left = lattice(cell, 0, seed);
  return left + (lattice(cell + 1, 0, seed) - left) * ease(x - cell);
}

/** Smooth noise over a plane, from -1 to 1, one bump a unit. */
export function noise2(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const line = Math.floor(y);
  const u = ease(x - column);
  const v = ease(y - line);
  const a = lattice(column, line, seed);
  const b = lattice(column + 1, line, seed);
  const c = lattice(column, line + 1, seed);
  const d = lattice(column + 1, line + 1, seed);
  const top = a + (b - a) * u;
  return top + (c + (d - c) * u - top) * v;
}

/** Layered noise along a line, about -1 to 1: each octave twice as fine and `gain` as strong. */
export function fractal1(x: number, seed: number, octaves: number, gain = 0.5): number {
  let sum = 0;
  let weight = 1;
  let total = 0;
  for (let octave = 0, step = x; octave < octaves; octave++, step = step * 2.03 + 17.3) {
    sum += noise1(step, seed + octave * 7919) * weight;
    total += weight;
    weight *= gain;
  }
  return sum / total;
}

/** Layered noise over a plane, about -1 to 1. */
export function fractal2(x: number, y: number, seed: number, octaves: number, gain = 0.5): number {
  let sum = 0;
  let weight = 1;
  let total = 0;
  let u = x;
  let v = y;
  for (let octave = 0; octave < octaves; octave++) {
    sum += noise2(u, v, seed + octave * 7919) * weight;
    total += weight;
    weight *= gain;
    u = u * 2.03 + 31.7;
    v = v * 2.03 + 11.9;
  }
  return sum / total;
}
