import { readPrompt, type Wish } from './keywords.ts';
import { choosePalette, type Palette } from './palette.ts';
import { createRandom, type Random } from './random.ts';

/** What every part of a picture is made from. */
export interface Stage {
  /** In units; the shorter side is 1000. */
  width: number;
  /** In units. */
  height: number;
  wish: Wish;
  palette: Palette;
  random: Random;
}

/** A place in a scene, in units. */
export interface Spot {
  x: number;
  y: number;
}

/** The height of a line in units, by how far right it is. */
export type Line = (x: number) => number;

/** What a request wants painted. */
export interface SceneOrder {
  prompt: string;
  seed: number;
  /** Of the whole picture, in pixels. */
  width: number;
  /** Of the whole picture, in pixels. */
  height: number;
}

/**
 * Pixels a unit in a picture of this size: its shorter side has 1000 of them, or fewer where it is
 * so thin that the longer one would have more than 16,000.
 */
export function unitOf(width: number, height: number): number {
  return Math.max(Math.min(width, height), Math.max(width, height) / 16) / 1000;
}

/** Makes everything ready to compose a picture. */
export function setStage({ prompt, seed, width, height }: SceneOrder): Stage {
  const unit = unitOf(width, height);
  const wish = readPrompt(prompt);
  const random = createRandom(`${prompt.trim()}\n${seed}`);
  return {
    width: width / unit,
    height: height / unit,
    wish,
    random,
    palette: choosePalette(wish, random),
  };
}
