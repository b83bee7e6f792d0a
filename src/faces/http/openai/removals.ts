import { toAppError } from '../../../core/errors.ts';
import { forEachAtOnce } from '../../../kit/for-each-at-once.ts';
import { authenticate } from '../auth.ts';
import { readJsonObject } from '../body.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { readGenerationIds } from './generation-ids.ts';
import { readHistoryQuery } from './history-query.ts';

const mostIds = 50_000;
const mostAtOnce = 500;
/** Hosts take a while for each. */
const atOnce = 4;

/** `GET /v1/generations/ids`: the ids of everything that a list would show, at most 50,000. */
export async function listGenerationIds(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { limit: _, ...query } = context.req.query();
  const { filter } = readHistoryQuery(query);
  const ids = await options.app.history.listIds(filter, mostIds + 1, caller);
  return context.json({
    object: 'list',
    data: ids.slice(0, mostIds),
    has_more: ids.length > mostIds,
  });
}

/** `POST /v1/generations/removals`: deletes those of `generations` (at most 500) that have ended. */
export async function removeGenerations(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { history } = options.app;
  const { generations } = await readJsonObject(context.env.incoming);
  const ids = readGenerationIds(generations, mostAtOnce);
  const told = { deleted: 0, images_deleted: 0, under_way: [] as string[] };
  const left: string[] = [];
  const errors: { id: string; code: string }[] = [];
  await forEachAtOnce(ids, atOnce, async (id) => {
    try {
      const { generation } = await history.find(id, caller);
      if (generation.endedAt === undefined) return void told.under_way.push(id);
      const removal = await history.remove(id, caller);
      told.deleted += 1;
      told.images_deleted += generation.assets.length;
      left.push(...removal.left);
    } catch (thrown) {
      const error = toAppError(thrown);
      // What is not there any more is what was wanted.
      if (error.code !== 'not_found') errors.push({ id, code: error.code });
    }
  });
  return context.json({ object: 'removals', ...told, left_at_host: left, errors });
}
