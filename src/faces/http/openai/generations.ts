import { parseRequest } from '../../../core/request.ts';
import { readAsking } from '../asking.ts';
import { authenticate } from '../auth.ts';
import { readJsonObject } from '../body.ts';
import { askingFirst } from '../confirm-cost.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { deliver } from './deliver.ts';
import { readDelivery, readImageFields } from './fields.ts';

/** `POST /v1/images/generations`: OpenAI's request in, OpenAI's answer or stream out. */
export async function createImages(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const body = await readJsonObject(context.env.incoming);
  const { partialImages, ...delivery } = readDelivery(body, context.req.header('prefer'));
  const request = parseRequest({ ...readImageFields(body), partialImages });
  const asked = await readAsking(context, delivery);
  const asking = { ...asked, ...askingFirst(body.confirm_cost, options) };
  const job = await options.app.pipeline.begin(request, caller, asking);
  return deliver({ job, kind: 'image_generation', delivery, caller, context, options });
}
