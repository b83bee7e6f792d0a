import { type Frame, find, gallery, shape, shownFrames, tell } from './gallery.ts';
import { loadWhole } from './pixels.ts';
import { say } from './words.ts';

const box = find('compare');
const [lower, upper] = box.querySelectorAll('img');

/** Whether two pictures are being compared. */
export function isComparing(): boolean {
  return !box.hidden;
}

/** Picks a picture; one that is picked already is shown whole. */
export async function pick(frame: Frame): Promise<void> {
  const before = gallery.picked;
  if (isComparing() && before) return compare(before, frame);
  gallery.picked = frame;
  gallery.changed();
  if (before === frame) await enlarge(frame);
}

/** Shows a picture as large as there is room, from its own bytes, or small again. */
export async function enlarge(frame: Frame): Promise<void> {
  const isLarge = frame.item.className;
  calm();
  if (isLarge) return;
  frame.item.className = 'whole';
  gallery.changed();
  frame.image.src = await wholeOf(frame);
}

/** The picture's own bytes, which are loaded once. */
export async function wholeOf(frame: Frame): Promise<string> {
  const { picture } = frame;
  if (!picture) return '';
  tell(say('loading'));
  frame.whole ??= await loadWhole(picture);
  tell('');
  return frame.whole;
}

/** Puts a picture over the one behind it, or ends that. */
export function compareWithNext(frame: Frame): void {
  const others = shownFrames();
  const next = others[(others.indexOf(frame) + 1) % others.length];
  if (isComparing()) calm();
  else if (next) compare(frame, next);
}

/** Small pictures alone. */
export function calm(): void {
  box.hidden = true;
  for (const { item } of shownFrames()) item.className = '';
  gallery.changed();
}

/** Moves the border between the pictures to so many hundredths. */
export function split(percent: string): void {
  box.style.setProperty('--split', `${percent}%`);
}

function compare(left: Frame, right: Frame): void {
  if (!lower || !upper) return;
  lower.src = right.image.src;
  upper.src = left.image.src;
  shape(box, left.image.naturalWidth / left.image.naturalHeight);
  box.hidden = false;
  gallery.changed();
}
