import { signal } from '@preact/signals';
import { listStyles, type Style } from '../api/styles.ts';
import { recall, remember } from './kept.ts';

/** The styles there are; undefined until the server told. */
export const styles = signal<readonly Style[] | undefined>(undefined);

/** The name of the style that is put on; undefined for none. */
export const styleName = signal<string | undefined>(recall('style'));

/** Puts a style on, or takes it off, for the next visit too. */
export function chooseStyle(name: string | undefined): void {
  styleName.value = name;
  remember('style', name);
}

/** Asks the server for its styles; one that is gone is taken off. */
export async function loadStyles(): Promise<void> {
  try {
    styles.value = await listStyles();
  } catch {
    // Without styles there is nothing to choose; why the server is silent is told by its models.
    return;
  }
  const { value } = styleName;
  if (value !== undefined && !styles.value.some(({ name }) => name === value)) {
    chooseStyle(undefined);
  }
}
