import { AppError } from '../../core/errors.ts';
import type { Style } from '../../core/style.ts';
import { parseStyle } from '../../core/styles/style-request.ts';
import type { Locale } from '../../core/template.ts';
import { authenticate } from './auth.ts';
import { readJsonObject } from './body.ts';
import type { HttpContext, HttpOptions } from './context.ts';

/** The fields that a style is made from; a misspelt one is refused. */
export const styleFields: readonly string[] = [
  'name',
  'title',
  'about',
  'prompt',
  'palette',
  'reference_images',
  'size',
  'quality',
  'model',
];

/** `GET /v1/styles`: the caller's own, the operator's, and those built in. */
export async function listStyles(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const styles = await options.app.styles.list(caller);
  const data = styles.map((style) => describeStyle(style, caller.locale));
  return context.json({ object: 'list', data });
}

/** `GET /v1/styles/{name}`: one of them. */
export async function showStyle(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const name = context.req.param('name') ?? '';
  const style = await options.app.styles.find(name, caller).catch(asNotFound);
  return context.json(describeStyle(style, caller.locale));
}

/** `POST /v1/styles`: makes a style of the caller's, or another one of its name. */
export async function saveStyle(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const body = await readJsonObject(context.env.incoming);
  refuseUnknownNames(body);
  const { reference_images: referenceImages, name, title, about, prompt, ...rest } = body;
  const { palette, size, quality, model } = rest;
  const request = { name, title, about, prompt, palette, referenceImages, size, quality, model };
  const style = await options.app.styles.save(parseStyle(request), caller);
  return context.json(describeStyle(style, caller.locale), 201);
}

/** `DELETE /v1/styles/{name}`: takes one of the caller's own away. */
export async function removeStyle(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const name = context.req.param('name') ?? '';
  await options.app.styles.remove(name, caller).catch(asNotFound);
  return context.json({ name, object: 'style', deleted: true });
}

/** In an address a name is a place, and no wrong parameter. */
function asNotFound(thrown: unknown): never {
  throw thrown instanceof AppError ? thrown.with({ status: 404 }) : thrown;
}

/** A misspelt palette would be no palette. */
function refuseUnknownNames(body: Record<string, unknown>): void {
  const param = Object.keys(body).find((name) => !styleFields.includes(name));
  if (param === undefined) return;
  const list = styleFields.join(', ');
  const expected = { en: `one of ${list}`, zh: `${list} 之一` };
  throw new AppError('invalid_value', { param, expected, got: JSON.stringify(param) }, { param });
}

function describeStyle(style: Style, locale: Locale) {
  return {
    name: style.name,
    object: 'style',
    title: style.title[locale],
    about: style.about[locale],
    prompt: style.prompt,
    palette: style.palette,
    reference_images: style.referenceImages,
    size: style.size ?? null,
    quality: style.quality ?? null,
    model: style.model ?? null,
    built_in: style.owner === undefined,
    created_at: style.createdAt === undefined ? null : Math.floor(style.createdAt / 1000),
  };
}
