import { authenticateOperator } from './auth.ts';
import type { HttpContext, HttpOptions } from './context.ts';

/** `GET /v1/settings`: every setting, where each came from, and of secrets only whether they are set. */
export function listSettings(context: HttpContext, options: HttpOptions): Response {
  const { locale } = authenticateOperator(context, options);
  const data = options.settings.map(({ env, value, isSecret, source, usual, about }) => ({
    name: env,
    object: 'setting',
    value: value ?? null,
    secret: isSecret,
    set: source !== 'default' && source !== 'unset',
    source,
    default: usual ?? null,
    about: about[locale],
  }));
  return context.json({ object: 'list', data });
}
