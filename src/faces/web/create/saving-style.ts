import { signal } from '@preact/signals';

/** Whether the form for a style of one's own stands open. */
export const savingStyle = signal(false);
