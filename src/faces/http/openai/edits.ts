import type { Caller } from '../../../core/caller.ts';
import { AppError } from '../../../core/errors.ts';
import type { ImageInput } from '../../../core/image.ts';
import type { Job } from '../../../core/queue.ts';
import { parseRequest } from '../../../core/request.ts';
import { readAsking } from '../asking.ts';
import { authenticate } from '../auth.ts';
import { askingFirst } from '../confirm-cost.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { deliver } from './deliver.ts';
import { readEditBody } from './edit-body.ts';
import { readDelivery, readImageFields } from './fields.ts';
import { discardSpools, type EditBody, type Given } from './given.ts';
import { openPicture } from './open-picture.ts';

/** `POST /v1/images/edits`: a form or JSON in, OpenAI's answer or stream out. */
export async function editImages(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { app } = options;
  const caller = authenticate(context, 'http', options);
  const body = await readEditBody(context.env.incoming, app.assets);
  const { delivery, job } = await beginEdit(body, context, caller, options);
  return deliver({ job, kind: 'image_edit', delivery, caller, context, options });
}

/** The pictures belong to the job once it has begun; where it does not, nothing of them is left. */
async function beginEdit(
  body: EditBody,
  context: HttpContext,
  caller: Caller,
  options: HttpOptions,
) {
  const { app } = options;
  const opened: ImageInput[] = [];
  const open = async (given: Given): Promise<ImageInput> => {
    const input = await openPicture(given, caller, app);
    opened.push(input);
    return input;
  };
  try {
    const delivery = readDelivery(body.fields, context.req.header('prefer'));
    const { partialImages } = delivery;
    const pictures = await openAll(body, open);
    const request = parseRequest({ ...readImageFields(body.fields), ...pictures, partialImages });
    const asked = await readAsking(context, delivery);
    const asking = { ...asked, ...askingFirst(body.fields.confirm_cost, options) };
    const job: Job = await app.pipeline.begin(request, caller, asking);
    await discardSpools(unused(body));
    return { delivery, job };
  } catch (thrown) {
    await Promise.allSettled(opened.map((input) => input.discard()));
    await discardSpools(body.spools);
    throw thrown;
  }
}

async function openAll(
  { images, mask, markup }: EditBody,
  open: (given: Given) => Promise<ImageInput>,
) {
  const maybe = async (given: Given | undefined) => given && open(given);
  // All are waited for, so that none is opened behind the back of who discards them.
  const settled = await Promise.allSettled([...images.map(open), maybe(mask), maybe(markup)]);
  const inputs = settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return {
    inputs: inputs.slice(0, images.length).filter((input) => input !== undefined),
    mask: inputs.at(-2),
    markup: inputs.at(-1),
  };
}

/** Spooled in a place where no picture is looked for. */
function unused({ images, mask, markup, spools }: EditBody) {
  const named = new Set([...images, mask, markup].map((given) => given?.from));
  return spools.filter((spool) => !named.has(spool));
}

/** `POST /v1/images/variations`: gone everywhere. */
export function refuseVariations(context: HttpContext, options: HttpOptions): never {
  authenticate(context, 'http', options);
  const instead = {
    en: 'POST /v1/images/edits with a prompt that says what shall vary',
    zh: 'POST /v1/images/edits，并用提示词说明要如何变化',
  };
  throw new AppError('endpoint_retired', { what: 'POST /v1/images/variations', instead });
}
