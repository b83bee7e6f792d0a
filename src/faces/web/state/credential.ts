import { signal } from '@preact/signals';
import { recall, remember } from './kept.ts';

/** The key that requests carry; undefined where none is needed or known. */
export const credential = signal<string | undefined>(recall('key', 'session') ?? recall('key'));

/** Why the page asks for a key now; undefined where it does not. */
export const keyWanted = signal<{ message: string | undefined } | undefined>(undefined);

let waiting: ((given: boolean) => void)[] = [];

/** Asks the user for a key; resolves with whether one was given. */
export function askForKey(message?: string): Promise<boolean> {
  keyWanted.value = { message };
  return new Promise((resolve) => waiting.push(resolve));
}

/** Takes a key in, for this visit or until it is forgotten; never puts it into an address. */
export function giveKey(key: string, lasting: boolean): void {
  credential.value = key;
  remember('key', key, lasting ? 'local' : 'session');
  remember('key', undefined, lasting ? 'session' : 'local');
  settle(true);
}

/** Closes the question without an answer. */
export function refuseKey(): void {
  settle(false);
}

/** Forgets the key, here and for the next visit. */
export function forgetKey(): void {
  credential.value = undefined;
  remember('key', undefined, 'local');
  remember('key', undefined, 'session');
}

function settle(given: boolean): void {
  keyWanted.value = undefined;
  const asked = waiting;
  waiting = [];
  for (const resolve of asked) resolve(given);
}
