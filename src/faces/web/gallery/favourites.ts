import { signal } from '@preact/signals';
import { ApiError } from '../api/call.ts';
import { favourGenerations, favourPicture, mostRemovals } from '../api/history.ts';
import type { Picture } from '../api/shapes.ts';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { replacePicture, replacePictures } from './feed.ts';

/** What was just pressed, before or beside what lists tell. */
const pressed = signal<ReadonlyMap<string, boolean>>(new Map());

/** Whether a picture is a favourite, as far as this page knows. */
export function isFavourite({ id, favourite }: Picture): boolean {
  return pressed.value.get(id) ?? favourite;
}

/** Makes a picture a favourite, or takes that back: at once, and not where the server refuses. */
export async function toggleFavourite(picture: Picture): Promise<void> {
  const { id } = picture;
  const before = isFavourite(picture);
  press(id, !before);
  try {
    // What is not in the list, as behind a link, is told by this alone.
    if (replacePicture(await favourPicture(id, !before))) press(id, undefined);
  } catch (thrown) {
    press(id, undefined);
    tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
  }
}

/** Makes the first picture of each a favourite, where it has none: by the hundreds. */
export async function favourAll(ids: readonly string[]): Promise<void> {
  let refused = 0;
  try {
    for (let at = 0; at < ids.length; at += mostRemovals) {
      const { data, errors } = await favourGenerations(ids.slice(at, at + mostRemovals));
      replacePictures(data);
      refused += errors.length;
    }
    tell(
      refused > 0
        ? t('select.notFavoured', { count: refused })
        : t('select.favoured', { count: ids.length }),
    );
  } catch (thrown) {
    tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
  }
}

function press(id: string, favourite: boolean | undefined): void {
  const next = new Map(pressed.value);
  if (favourite === undefined) next.delete(id);
  else next.set(id, favourite);
  pressed.value = next;
}
