import type { Capability } from '../../../core/capability.ts';
import { allowsModel } from '../../../core/keys/scope.ts';
import { readText } from '../../../core/request.ts';
import { optionAbout } from '../../../core/resolve/fit-options.ts';
import { listAliases } from '../../../core/resolve/route.ts';
import type { Locale, Template } from '../../../core/template.ts';
import { warningText } from '../../../core/warnings.ts';
import type { McpOptions } from '../options.ts';
import { object, text } from '../schema.ts';
import { say } from '../texts.ts';
import type { Tool, ToolCall } from '../tool.ts';
import { unknownParameters } from '../unknown-parameters.ts';

const names = new Set(['query']);

interface Row {
  id: string;
  capability: Capability;
}

/** `list_models`: what the caller may paint with, what each can do and what it costs. */
export function listModels(options: McpOptions): Tool {
  return {
    name: 'list_models',
    title: { en: 'List models', zh: '列出模型' }[options.locale],
    description:
      'List the models that generate_image and edit_image take, with sizes, qualities and prices. Only needed when the user asks for a certain model, price or ability.',
    input: object({ query: text('Part of a name, to list fewer.') }),
    output: object(
      {
        models: {
          type: 'array',
          items: object({ id: text('provider/model') }),
          description:
            'Also title, sizes, qualities, formats, options (its own parameters), max_n, edit, mask, seed, price_usd, verified.',
        },
      },
      ['models'],
    ),
    annotations: {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
    async run(input, call) {
      const { locale } = call.caller;
      const query = readText('query', input.query)?.toLowerCase() ?? '';
      const rows = modelsFor(call).filter(({ id }) => id.toLowerCase().includes(query));
      const warnings = unknownParameters(input, names, this.name).map((warned) =>
        say('warning', locale, { text: warningText(warned, locale) }),
      );
      const lines = rows.map((row) => describeInWords(row, locale));
      if (lines.length === 0) lines.push(say('no_models', locale, {}));
      return {
        content: [{ type: 'text', text: [...lines, ...warnings].join('\n') }],
        structuredContent: { models: rows.map(describeAsData) },
      };
    },
  };
}

/** Retired names are left out: asked for, they lead to their successor all the same. */
function modelsFor({ options: { app }, caller: { key } }: ToolCall): Row[] {
  const patterns = key?.scopes.models;
  const models = app.providers
    .flatMap(({ name, models }) =>
      models().map((capability) => ({ id: `${name}/${capability.model}`, capability })),
    )
    .filter(({ capability }) => !capability.retired)
    .filter(({ id }) => !patterns || allowsModel(patterns, id));
  const aliases = listAliases(key, app).map(({ name, text, capability }) => ({
    id: name,
    capability: { ...capability, title: text },
  }));
  return [...models, ...aliases];
}

function describeInWords({ id, capability }: Row, locale: Locale): string {
  const { title, sizes, maxInputs } = capability;
  const price = priceOf(capability);
  const facts = [
    id,
    title,
    sizes?.named.join(', '),
    maxInputs > 0 && say('can_edit', locale, {}),
    ...Object.entries(optionsOf(capability)).map(([name, about]) => `${name}: ${about[locale]}`),
    price && `$${price.min === price.max ? price.min : `${price.min}–${price.max}`}`,
    say(`verified_${capability.verified}`, locale, {}),
  ];
  return facts.filter(Boolean).join(' · ');
}

/** Its own parameters, and what they may be. */
function optionsOf({ options = {} }: Capability): Record<string, Template> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, rules]) => (rules ? [[name, optionAbout(rules)]] : [])),
  );
}

function describeAsData({ id, capability }: Row) {
  const options = Object.entries(optionsOf(capability)).map(([name, { en }]) => [name, en]);
  return {
    id,
    title: capability.title,
    sizes: capability.sizes?.named,
    qualities: capability.qualities,
    formats: capability.formats,
    ...(options.length > 0 && { options: Object.fromEntries(options) }),
    max_n: capability.maxN,
    edit: capability.maxInputs > 0,
    mask: capability.mask,
    seed: capability.seed,
    price_usd: priceOf(capability),
    verified: capability.verified,
  };
}

/** Of one image, where it is priced by the image. */
function priceOf({ price }: Capability): { min: number; max: number } | undefined {
  const prices = Object.values(price?.perImage ?? {});
  if (prices.length === 0) return undefined;
  return { min: Math.min(...prices), max: Math.max(...prices) };
}
