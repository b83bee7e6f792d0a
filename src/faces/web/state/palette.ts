import { signal } from '@preact/signals';

/** Whether the list of commands stands open. */
export const paletteOpen = signal(false);

/** Opens it by Ctrl+K or Cmd+K from anywhere, and closes it again; the answer stops that. */
export function listenForPalette(): () => void {
  const stop = new AbortController();
  const take = (event: KeyboardEvent) => {
    const wanted = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (!wanted || event.altKey || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    paletteOpen.value = !paletteOpen.value;
  };
  addEventListener('keydown', take, { signal: stop.signal });
  return () => stop.abort();
}
