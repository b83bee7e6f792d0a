import { createHash } from 'node:crypto';

/** A generation as the history shows it. */
export interface Shown {
  id: string;
  state: string;
  prompt: string;
  data: { name: string; sha256: string }[];
}

/** Everything a server has recorded, once none of it is under way any more. */
export async function readInventory(url: string): Promise<Shown[]> {
  const all: Shown[] = [];
  let after = '';
  for (;;) {
    const answer = await fetch(`${url}/v1/generations?limit=100${after && `&after=${after}`}`);
    const page = (await answer.json()) as { data: Shown[]; has_more: boolean };
    all.push(...page.data);
    if (!page.has_more) return all;
    after = page.data.at(-1)?.id ?? '';
  }
}

/** The hash of what a server shows under a name; undefined where it shows nothing. */
export async function readHash(url: string, name: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/i/${name}`);
  if (!answer.ok) return undefined;
  return createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
}
