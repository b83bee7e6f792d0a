import { signal } from '@preact/signals';

/** A short note at the edge of the page, perhaps with one thing to do about it. */
export interface Toast {
  id: number;
  text: string;
  action: { text: string; run: () => void } | undefined;
  /** How long it stands, in milliseconds. */
  lasts: number;
}

/** What is told now. */
export const toasts = signal<readonly Toast[]>([]);

let count = 0;

/** Tells something for a while; resolves to its id, by which it can be taken back. */
export function tell(text: string, action?: Toast['action'], lasts = 4000): number {
  count += 1;
  const toast: Toast = { id: count, text, action, lasts };
  toasts.value = [...toasts.value, toast];
  setTimeout(() => dismiss(toast.id), lasts);
  return toast.id;
}

/** Takes a note back. */
export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
