import type { Loose } from './host.ts';
import type { Picture } from './pixels.ts';
import type { Wish } from './wish.ts';
import { say } from './words.ts';

/** A place for a picture, which has its shape before there is one. */
export interface Frame {
  item: HTMLElement;
  button: HTMLButtonElement;
  image: HTMLImageElement;
  /** Undefined while it is being painted. */
  picture?: Picture;
  /** The picture's own bytes, once they were asked for. */
  whole?: string;
}

/** One wish, from its first words to its last picture. */
export interface Run {
  wish: Wish;
  frames: Frame[];
  /** How many of the frames, from the first on, have their picture. */
  taken: number;
  /** Jobs that go on, as far as they are known, each with the newest preview seen of it. */
  jobs: Map<string, number>;
  /** Its tool has not answered yet. */
  waits: boolean;
  over: boolean;
}

/** Everything the view knows. */
export const gallery = {
  /** What the host can do, by its capabilities. */
  can: {} as Loose,
  /** The tool whose call the gallery belongs to, and its arguments. */
  tool: 'generate_image',
  input: {} as Loose,
  runs: [] as Run[],
  /** Whose actions are offered. */
  picked: undefined as Frame | undefined,
  /** Called when frames or pictures came or went. */
  changed() {},
};

/** An element of the page. */
export function find(id: string): HTMLElement {
  return document.getElementById(id) ?? document.body;
}

/** Frames with their picture, in the order they stand. */
export function shownFrames(): Frame[] {
  return gallery.runs.flatMap(({ frames, taken }) => frames.slice(0, taken));
}

/** Makes as many frames as are given; the last ones go first. */
export function resize({ frames, wish }: Run, count: number): void {
  for (const { item } of frames.splice(count)) item.remove();
  while (frames.length < count) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const image = new Image();
    button.append(image);
    item.append(button);
    find('pictures').append(item);
    frames.push({ item, button, image });
  }
  for (const frame of frames) if (!frame.picture) shape(frame.item, wish.ratio);
  gallery.changed();
}

/** Gives an element the shape of a picture. */
export function shape({ style }: HTMLElement, ratio: number): void {
  style.setProperty('--ratio', `${ratio || 1}`);
}

/** Says something below the pictures, in the place of what was said before. */
export function tell(text: string, wrong = false): void {
  const said = find('said');
  said.textContent = text;
  said.classList.toggle('wrong', wrong);
}

/** Says what went wrong. */
export function complain(thrown: unknown): void {
  tell(thrown instanceof Error ? thrown.message : say('failed'), true);
}
