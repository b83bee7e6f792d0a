import { everything, type HistoryFilter } from '../api/history.ts';

/** The parts of a filter, by the names they have in an address; the order of the address. */
const names = [
  ['words', 'q'],
  ['provider', 'provider'],
  ['model', 'model'],
  ['key', 'key'],
  ['host', 'host'],
  ['since', 'since'],
  ['until', 'until'],
  ['costMin', 'cost_min'],
  ['costMax', 'cost_max'],
] as const;
const states = ['done', 'running', 'failed'] as const;
const longest = 500;

/** A filter as the end of an address, `q=fox&favourite=true`; empty where it narrows nothing. */
export function writeFilter(filter: HistoryFilter): string {
  const query = new URLSearchParams();
  for (const [part, name] of names) {
    const value = filter[part].trim();
    if (value) query.set(name, value);
  }
  if (filter.state) query.set('state', filter.state);
  if (filter.favourite) query.set('favourite', 'true');
  return query.toString();
}

/** Reads what `writeFilter` wrote; what it does not know it leaves out. */
export function readFilter(text: string): HistoryFilter {
  const query = new URLSearchParams(text);
  const read = names.map(([part, name]) => [part, (query.get(name) ?? '').slice(0, longest)]);
  return {
    ...everything,
    ...(Object.fromEntries(read) as Pick<HistoryFilter, (typeof names)[number][0]>),
    state: states.find((state) => state === query.get('state')) ?? '',
    favourite: query.get('favourite') === 'true',
  };
}
