import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { HttpEnv, HttpOptions } from './context.ts';
import { renderOpenAiError } from './errors.ts';

async function answerTo(error: AppError): Promise<Response> {
  const options = { locale: 'en' } as HttpOptions;
  const app = new Hono<HttpEnv>();
  app.get('/', (context) => renderOpenAiError(context, error, options));
  return app.request('/');
}

it.each([
  [20.34, '21'],
  [0.02, '1'],
  [0, '0'],
  [-3, '0'],
])(
  'tells of a wait of %d s in whole seconds, as HTTP knows no others',
  async (retryAfter, told) => {
    const values = { provider: 'brush', reason: 'slow down.' };
    const answer = await answerTo(new AppError('upstream_rate_limited', values, { retryAfter }));
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe(told);
  },
);
