import type { Capability } from '../../../core/capability.ts';
import { AppError } from '../../../core/errors.ts';
import { authenticate } from '../auth.ts';
import type { HttpContext, HttpOptions } from '../context.ts';

/** `GET /v1/models`: every model of every provider, with what it can do and what replaced it. */
export function listModels(context: HttpContext, options: HttpOptions): Response {
  authenticate(context, 'http', options);
  const data = options.app.providers.flatMap((provider) =>
    provider.models().map((row) => describeModel(provider.name, row)),
  );
  return context.json({ object: 'list', data });
}

/** `GET /v1/models/{id}`: one of them, by `provider/model` or by its bare name. */
export function showModel(context: HttpContext, options: HttpOptions): Response {
  authenticate(context, 'http', options);
  const asked = context.req.param('id') ?? '';
  for (const provider of options.app.providers) {
    const row = provider
      .models()
      .find(({ model }) => model === asked || `${provider.name}/${model}` === asked);
    if (row) return context.json(describeModel(provider.name, row));
  }
  const models = options.app.providers.flatMap((provider) => provider.models());
  const names = models.map((row) => row.model).slice(0, 20);
  const values = { model: asked, models: names.join(', ') };
  throw new AppError('model_not_found', values, { param: 'model' });
}

function describeModel(provider: string, row: Capability) {
  return {
    id: `${provider}/${row.model}`,
    object: 'model',
    created: 0,
    owned_by: provider,
    maliang: {
      title: row.title,
      sizes: row.sizes?.named,
      free_sizes: row.sizes?.free,
      qualities: row.qualities,
      formats: row.formats,
      max_n: row.maxN,
      edit: row.maxInputs > 0,
      max_inputs: row.maxInputs,
      mask: row.mask,
      markup: row.markup,
      stream: row.stream,
      seed: row.seed,
      verified: row.verified,
      retired: row.retired,
      price: row.price,
    },
  };
}
