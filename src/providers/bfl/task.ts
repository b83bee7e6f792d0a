import type { Upstream } from '../wire/call.ts';

/** A task as the answer that began it tells. */
export interface BflTask {
  id: string;
  /** Where it is to be asked for; undefined where none was told. */
  url: string | undefined;
  /** In credits; undefined where none was told. */
  cost: number | undefined;
}

type Home = Pick<Upstream, 'base' | 'owns'>;

/** Whether an address is of the vendor's own family of hosts. */
export function isBfl({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && (hostname === 'bfl.ai' || hostname.endsWith('.bfl.ai'));
}

/**
 * A task as one text that outlives a restart: its address, and behind `#` what it costs. An address
 * that is not the vendor's gets no key, so there the task is asked for at our own base.
 */
export function writeBflTask({ id, url, cost }: BflTask, home: Home): string {
  const address = ownAddress(url, home) ?? `${home.base}/get_result?id=${encodeURIComponent(id)}`;
  return cost === undefined ? address : `${address}#cost=${cost}`;
}

/** What `writeBflTask` wrote; a text that is no address is taken as the bare id of a task. */
export function readBflTask(text: string, home: Home): { url: string; cost: number | undefined } {
  const [address = '', fragment = ''] = text.split('#');
  const cost = Number.parseFloat(new URLSearchParams(fragment).get('cost') ?? '');
  const url = ownAddress(address, home);
  return {
    url: url ?? `${home.base}/get_result?id=${encodeURIComponent(idIn(address))}`,
    cost: Number.isFinite(cost) ? cost : undefined,
  };
}

function ownAddress(text: string | undefined, { base, owns }: Home): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.origin !== new URL(base).origin && !owns?.(url)) return undefined;
  url.hash = '';
  return url.href;
}

function idIn(address: string): string {
  if (!URL.canParse(address)) return address;
  return new URL(address).searchParams.get('id') ?? address;
}
