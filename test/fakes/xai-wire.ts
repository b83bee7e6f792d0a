import { openaiWire } from './openai-wire.ts';
import type { SeenRequest, Wire, WireAnswer } from './wire-upstream.ts';

const failure = (status: number, code: string, error: string): WireAnswer => ({
  status,
  json: { code, error },
});

/** What 2.0 and 1.0 have no word for is refused by name, a form of any kind as well. */
const refused: readonly string[] = ['size', 'style', 'background', 'output_format', 'mask', 'seed'];

/** xAI's images API: OpenAI's answers to requests of its own (docs.x.ai, npm @ai-sdk/xai@5.0.12). */
export const xaiWire: Wire = {
  ...openaiWire,
  asked: ({ json }) => Number(json?.n ?? 1),
  paint: (seen, { pictures, base64, publish }) => {
    const param = unknownIn(seen);
    if (param !== undefined) {
      return failure(400, 'invalid-argument', `Argument not supported: ${param}`);
    }
    const { json = {} } = seen;
    const data = pictures.map((picture) => ({
      ...(json.response_format === 'b64_json'
        ? { b64_json: base64(picture) }
        : { url: publish(picture) }),
      respect_moderation: true,
    }));
    return { json: { data, usage: { cost_in_usd_ticks: 400_000_000 * data.length } } };
  },
  error: (error) => ({ code: 'internal', error }),
  refusals: {
    unauthorized: {
      ...failure(400, 'invalid-api-key', 'Incorrect API key provided: xa***yz.'),
      status: 401,
      code: 'upstream_unauthorized',
    },
    'model-not-found': {
      ...failure(404, 'model_not_found', 'The model grok-9 does not exist.'),
      code: 'upstream_model_not_found',
    },
    rejected: {
      ...failure(400, 'invalid-argument', 'Argument not supported: size'),
      code: 'upstream_rejected',
    },
    moderation: {
      ...failure(400, 'invalid-argument', 'Generated image rejected by content moderation.'),
      code: 'moderation_blocked',
    },
    'moderated-200': {
      json: { data: [{ respect_moderation: false }], usage: { cost_in_usd_ticks: 400_000_000 } },
      code: 'moderation_blocked',
      mayCost: true,
    },
  },
};

function unknownIn({ json, fields }: SeenRequest): string | undefined {
  return fields ? 'multipart' : refused.find((name) => json?.[name] !== undefined);
}
