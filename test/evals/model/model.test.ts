import { beforeAll, describe, expect, it } from 'vitest';
import { type AskModel, createAskModel, judgeCall } from '../ask-model.ts';
import { requests } from '../requests.ts';

const { EVAL_BASE_URL = 'https://api.openai.com/v1', EVAL_API_KEY, EVAL_MODEL } = process.env;

let ask: AskModel;

beforeAll(async () => {
  if (!EVAL_API_KEY || !EVAL_MODEL) {
    throw new Error('Set EVAL_API_KEY and EVAL_MODEL, and EVAL_BASE_URL where it is not OpenAI.');
  }
  ask = await createAskModel({ baseUrl: EVAL_BASE_URL, apiKey: EVAL_API_KEY, model: EVAL_MODEL });
});

describe('a real model', () => {
  it.each(requests)('makes the right call of: $says', { timeout: 120_000 }, async (request) => {
    expect(judgeCall(request, await ask(request.says))).toEqual([]);
  });
});
