import { assetOriginOf, type HttpContext, type HttpOptions, localeOf } from '../context.ts';
import { type SharedPicture, sharedHtml, shareStyleHash, unsharedHtml } from './share-html.ts';

/** Nothing but its own style and the pictures; never from a cache, so that it ends when it is taken back. */
function headersFor(pictures: readonly SharedPicture[]) {
  // What is shown from here is relative: a Host header says nothing about who may be trusted.
  const origins = new Set(
    pictures.flatMap(({ shownAt }) => (URL.canParse(shownAt) ? [new URL(shownAt).origin] : [])),
  );
  return {
    'content-security-policy': [
      "default-src 'none'",
      `img-src 'self'${[...origins].map((origin) => ` ${origin}`).join('')}`,
      `style-src '${shareStyleHash}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    vary: 'accept-language',
  };
}

/** `GET /r/{id}`: what somebody shares, for whoever has the link; 404 where nobody does any more. */
export async function showShared(context: HttpContext, options: HttpOptions): Promise<Response> {
  const id = context.req.param('id') ?? '';
  const locale = localeOf(context, options);
  const found = await options.app.sharing.open(id);
  if (!found) return context.html(unsharedHtml(locale), 404, headersFor([]));
  const { share, generation } = found;
  const origin = assetOriginOf(context, options);
  const pictures = generation.assets.flatMap((asset): SharedPicture[] => {
    const hosted = options.app.hostedUrl(asset);
    if (asset.expiredAt !== undefined && hosted === undefined) return [];
    const { width, height } = asset;
    const here = { url: `${origin}/i/${asset.name}`, shownAt: `../i/${asset.name}` };
    return [{ ...(hosted === undefined ? here : { url: hosted, shownAt: hosted }), width, height }];
  });
  const { prompt, altText } = generation;
  const about = share.showsPrompt ? prompt : undefined;
  const address = `${origin}/r/${share.id}`;
  const page = { pictures, prompt: about, altText, address, locale };
  return context.html(sharedHtml(page), 200, headersFor(pictures));
}
