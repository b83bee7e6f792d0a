import type { Caller } from '../../../core/caller.ts';
import type { Capability } from '../../../core/capability.ts';
import { AppError } from '../../../core/errors.ts';
import { allowsModel } from '../../../core/keys/scope.ts';
import type { Provider } from '../../../core/provider.ts';
import { listAliases } from '../../../core/resolve/route.ts';
import { authenticate } from '../auth.ts';
import type { HttpContext, HttpOptions } from '../context.ts';

/** `GET /v1/models`: every model and alias the caller may use, what it can do and what replaced it. */
export function listModels(context: HttpContext, options: HttpOptions): Response {
  const caller = authenticate(context, 'http', options);
  const models = modelsFor(caller, options).map(({ provider, row }) =>
    describeModel(provider, row, options),
  );
  const data = [...models, ...aliasesFor(caller, options)];
  const maliang = { caller_credentials: caller.mayBringCredentials };
  return context.json({ object: 'list', data, maliang });
}

/** `GET /v1/models/{id}`: one of them, by `provider/model`, its bare name or an alias. */
export function showModel(context: HttpContext, options: HttpOptions): Response {
  const caller = authenticate(context, 'http', options);
  const asked = context.req.param('id') ?? '';
  const models = modelsFor(caller, options);
  const found = models.find(
    ({ provider, row: { model } }) => model === asked || `${provider}/${model}` === asked,
  );
  const alias = aliasesFor(caller, options).find(({ id }) => id === asked);
  if (alias) return context.json(alias);
  if (found) return context.json(describeModel(found.provider, found.row, options));
  const names = models.map(({ row }) => row.model).slice(0, 20);
  const values = { model: asked, models: names.join(', ') };
  throw new AppError('model_not_found', values, { param: 'model' });
}

/** A key whose scopes name models is shown those alone. */
export function modelsFor({ key }: Caller, { app }: HttpOptions) {
  const patterns = key?.scopes.models;
  return app.providers
    .flatMap(({ name, models }) => models().map((row) => ({ provider: name, row })))
    .filter(({ provider, row }) => !patterns || allowsModel(patterns, `${provider}/${row.model}`));
}

/** An alias looks like the first model behind it that the caller may use. */
function aliasesFor({ key }: Caller, options: HttpOptions) {
  return listAliases(key, options.app).map(({ name, text, provider, capability }) => {
    const shown = describeModel(provider.name, capability, options);
    return { ...shown, id: name, maliang: { ...shown.maliang, stands_for: text } };
  });
}

/** Seconds until the provider is given something again; undefined where it may be used. */
function pauseOf(name: string, providers: readonly Provider[]): number | undefined {
  return providers.find((provider) => provider.name === name)?.pause?.()?.details.retryAfter;
}

/** As JSON Schema has them, so that a page can make a control of each. */
function ownOptions(options: NonNullable<Capability['options']>) {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, rules]) => {
      if (!rules) return [];
      const { onlyWith } = rules;
      const only = onlyWith === undefined ? {} : { only_with: { output_format: onlyWith } };
      const schema =
        'values' in rules
          ? { type: 'string', enum: rules.values }
          : { type: 'integer', minimum: rules.min, maximum: rules.max };
      return [[name, { ...schema, ...only }]];
    }),
  );
}

function describeModel(provider: string, row: Capability, { app }: HttpOptions) {
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
      backgrounds: row.backgrounds,
      compression: row.compression,
      moderation: row.moderation,
      input_fidelity: row.inputFidelity,
      options: row.options && ownOptions(row.options),
      max_n: row.maxN,
      edit: row.maxInputs > 0,
      max_inputs: row.maxInputs,
      mask: row.mask,
      markup: row.markup,
      file_ids: row.fileIds === true,
      stream: row.stream,
      seed: row.seed,
      verified: row.verified,
      source: row.source,
      retired: row.retired,
      measured: row.measured,
      price: row.price,
      paused_seconds: pauseOf(provider, app.providers),
    },
  };
}
