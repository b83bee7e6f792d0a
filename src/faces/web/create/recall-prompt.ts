import { earlierPrompts, loadEarlierPrompts } from '../state/earlier-prompts.ts';
import { prompt } from './form.ts';

/** Where we are among the earlier prompts; undefined at the draft. */
let place: number | undefined;
let draft = '';
let asked: Promise<void> | undefined;

/**
 * Arrow up in an empty box, or in one that shows an earlier prompt, shows the one before it; arrow
 * down leads back to the draft. Everywhere else the arrows move in the text.
 */
export async function recallPrompt(event: KeyboardEvent): Promise<void> {
  if (event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const isRecalled = place !== undefined && earlierPrompts.value[place] === prompt.value;
  if (event.key === 'ArrowUp' && (prompt.value === '' || isRecalled)) {
    event.preventDefault();
    asked ??= loadEarlierPrompts();
    await asked;
    if (!isRecalled) draft = prompt.value;
    show(isRecalled ? (place ?? -1) + 1 : 0);
  } else if (event.key === 'ArrowDown' && isRecalled) {
    event.preventDefault();
    show((place ?? 0) - 1);
  }
}

function show(wanted: number): void {
  if (wanted < 0) {
    place = undefined;
    prompt.value = draft;
    return;
  }
  const found = earlierPrompts.value[wanted];
  // Beyond the oldest there is nothing; it stays.
  if (found === undefined) return;
  place = wanted;
  prompt.value = found;
}
