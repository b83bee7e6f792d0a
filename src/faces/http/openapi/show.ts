import { authenticate, identify } from '../auth.ts';
import { assetOriginOf, type HttpContext, type HttpOptions, localeOf } from '../context.ts';
import { modelsFor } from '../openai/models.ts';
import type { OfferedModel } from './request-schemas.ts';

/** `GET /openapi.json`: this API as OpenAPI 3.1; models are named to who may use them. */
export async function showOpenApi(context: HttpContext, options: HttpOptions): Promise<Response> {
  // Loaded when somebody asks, so that a start waits for nothing of it.
  const { openApiDocument } = await import('./document.ts');
  const origin = assetOriginOf(context, options);
  const models = await findModels(context, options);
  const document = openApiDocument({ origin, version: options.version, models });
  return context.json(document, 200, { 'cache-control': 'no-cache', vary: 'authorization' });
}

/** `GET /docs`: how to use this server, in the language of the one who asks. */
export async function showDocs(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { docsHeaders, docsPage } = await import('./docs-page.ts');
  const page = docsPage(assetOriginOf(context, options), localeOf(context, options));
  return context.html(page, 200, docsHeaders);
}

/** What the list of models would show; nothing to who may not see that. */
async function findModels(context: HttpContext, options: HttpOptions): Promise<OfferedModel[]> {
  try {
    await identify(context, options);
  } catch {
    return [];
  }
  return modelsFor(authenticate(context, 'http', options), options);
}
