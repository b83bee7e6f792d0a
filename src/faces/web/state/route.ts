import { signal } from '@preact/signals';

/** The views there are; the first is the one an empty address means. */
export const viewNames = ['create', 'gallery', 'keys', 'settings', 'connect'] as const;

/** The name of a view. */
export type ViewName = (typeof viewNames)[number];

/** Where we are: a view, and perhaps one thing in it, such as a generation's id. */
export interface Route {
  view: ViewName;
  item: string | undefined;
}

/** Reads `#/gallery/gen_…`; anything unknown is the first view. */
export function readRoute(hash: string): Route {
  const [name = '', item] = hash.replace(/^#\/?/, '').split('/');
  const view = viewNames.find((known) => known === name) ?? 'create';
  return { view, item: item || undefined };
}

/** The address of a view or of one thing in it. */
export function addressOf(view: ViewName, item?: string): string {
  return `#/${view === 'create' ? '' : view}${item === undefined ? '' : `/${item}`}`;
}

/** Where we are now; follows the address, so that Back and Forward work. */
export const route = signal<Route>(readRoute(location.hash));

addEventListener('hashchange', () => {
  route.value = readRoute(location.hash);
});

/** Goes somewhere, so that Back comes here again. */
export function go(view: ViewName, item?: string): void {
  history.pushState({ fromHere: true }, '', addressOf(view, item));
  route.value = readRoute(location.hash);
}

/** Changes which thing is looked at without a step more for Back. */
export function swap(view: ViewName, item?: string): void {
  history.replaceState(history.state, '', addressOf(view, item));
  route.value = readRoute(location.hash);
}

/** Closes the one thing: goes back where it was opened from here, else to its view. */
export function close(view: ViewName): void {
  const opened = (history.state as { fromHere?: boolean } | null)?.fromHere;
  if (opened) history.back();
  else swap(view);
}
