import { AppError } from '../../core/errors.ts';
import { readText } from '../../core/request.ts';
import { readJsonObject } from './body.ts';
import type { HttpContext, HttpOptions } from './context.ts';

/** `GET /setup`: whether this server waits for its operator; says nothing of the token. */
export function showSetup(context: HttpContext, { setup }: HttpOptions): Response {
  const needed = setup.token() !== undefined;
  return context.json({ object: 'setup', needed }, 200, { 'cache-control': 'no-store' });
}

/** `POST /setup`: gives the operator's key for the token that was printed; once. */
export async function redeemSetup(context: HttpContext, { setup }: HttpOptions): Promise<Response> {
  const { token } = await readJsonObject(context.env.incoming);
  const given = readText('token', token) ?? missingToken();
  const { key, secret } = await setup.redeem(given);
  return context.json({ object: 'setup', id: key.id, secret }, 201, {
    'cache-control': 'no-store',
  });
}

function missingToken(): never {
  const param = 'token';
  const expected = {
    en: 'Send the token that the server printed when it started.',
    zh: '请提供服务器启动时输出的令牌。',
  };
  throw new AppError('missing_parameter', { param, expected }, { param });
}
