import type { Caller } from '../../../core/caller.ts';
import { toAppError } from '../../../core/errors.ts';
import type { Asset } from '../../../core/image.ts';
import type { History } from '../../../core/library/history.ts';
import { forEachAtOnce } from '../../../kit/for-each-at-once.ts';
import { authenticate } from '../auth.ts';
import { readJsonObject } from '../body.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { readGenerationIds } from './generation-ids.ts';
import { describeAsset, readerOf } from './generation-object.ts';

const mostAtOnce = 500;
const atOnce = 8;

/**
 * `POST /v1/generations/favourites`: makes the first picture of each of `generations` (ids, at most
 * 500) a favourite, where none of its pictures is one; tells the favourites of all of them.
 */
export async function favourGenerations(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { generations } = await readJsonObject(context.env.incoming);
  const ids = readGenerationIds(generations, mostAtOnce);
  const reader = readerOf(caller, options);
  const data: ReturnType<typeof describeAsset>[] = [];
  const errors: { id: string; code: string }[] = [];
  await forEachAtOnce(ids, atOnce, async (id) => {
    try {
      const favourites = await favourOne(id, caller, options.app.history);
      data.push(...favourites.map((asset) => describeAsset(asset, reader)));
    } catch (thrown) {
      errors.push({ id, code: toAppError(thrown).code });
    }
  });
  return context.json({ object: 'favourites', data, errors });
}

async function favourOne(id: string, caller: Caller, history: History): Promise<Asset[]> {
  const { assets } = (await history.find(id, caller)).generation;
  const known = assets.filter(({ favouriteAt }) => favouriteAt !== undefined);
  const [first] = assets;
  if (known.length > 0 || !first) return known;
  return [await history.favour(first.id, true, caller)];
}
