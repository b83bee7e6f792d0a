import { signal } from '@preact/signals';
import { everything, listGenerations } from '../api/history.ts';

/** The newest distinct prompts of this caller, from whichever device; empty until loaded. */
export const earlierPrompts = signal<readonly string[]>([]);

const looked = 100;

/** Asks the server for them. */
export async function loadEarlierPrompts(): Promise<void> {
  try {
    const { data } = await listGenerations(everything, undefined, looked);
    const prompts = data.map(({ prompt }) => prompt.trim()).filter((prompt) => prompt !== '');
    earlierPrompts.value = [...new Set(prompts)];
  } catch {
    // Then there are none; whatever is wrong is told where something was asked for.
  }
}

/** Takes a prompt in that was just asked for. */
export function noteEarlierPrompt(prompt: string): void {
  const others = earlierPrompts.value.filter((other) => other !== prompt);
  earlierPrompts.value = [prompt, ...others];
}
