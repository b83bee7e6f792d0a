import { signal } from '@preact/signals';

/** The views there are; the first is the one an empty address means. */
export const viewNames = ['create', 'gallery', 'keys', 'settings', 'connect'] as const;

/** The name of a view. */
export type ViewName = (typeof viewNames)[number];

/** Where we are: a view, and perhaps one thing in it, such as a generation's id. */
export interface Route {
  view: ViewName;
  item: string | undefined;
  /** What the view is narrowed to, as `name=value` pairs; empty where nothing is. */
  query: string;
}

/** What each view was narrowed to when it was seen last: who comes back finds it so. */
const queries = new Map<ViewName, string>();

/** Reads `#/gallery/gen_…?q=…`; anything unknown is the first view. */
export function readRoute(hash: string): Route {
  const [path = '', ...rest] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', item] = path.split('/');
  const view = viewNames.find((known) => known === name) ?? 'create';
  return { view, item: item || undefined, query: rest.join('?') };
}

/** The address of a view or of one thing in it, narrowed as it was. */
export function addressOf(view: ViewName, item?: string): string {
  const query = queries.get(view);
  const path = `#/${view === 'create' ? '' : view}${item === undefined ? '' : `/${item}`}`;
  return query ? `${path}?${query}` : path;
}

/** Where we are now; follows the address, so that Back and Forward work. */
export const route = signal<Route>(readHere());

addEventListener('hashchange', follow);

function readHere(): Route {
  const here = readRoute(location.hash);
  queries.set(here.view, here.query);
  return here;
}

function follow(): void {
  route.value = readHere();
}

/** Narrows what is looked at; `step` is whether Back undoes it. */
export function narrow(view: ViewName, query: string, step: boolean): void {
  queries.set(view, query);
  const address = addressOf(view, route.value.item);
  if (step) history.pushState(null, '', address);
  else history.replaceState(history.state, '', address);
  follow();
}

/** Goes somewhere, so that Back comes here again. */
export function go(view: ViewName, item?: string): void {
  history.pushState({ fromHere: true }, '', addressOf(view, item));
  follow();
}

/** Changes which thing is looked at without a step more for Back. */
export function swap(view: ViewName, item?: string): void {
  history.replaceState(history.state, '', addressOf(view, item));
  follow();
}

/** Closes the one thing: goes back where it was opened from here, else to its view. */
export function close(view: ViewName): void {
  const opened = (history.state as { fromHere?: boolean } | null)?.fromHere;
  if (opened) history.back();
  else swap(view);
}
