import { AppError } from '../../core/errors.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { findRedirect } from '../redirects.ts';
import { permissiveCapability } from '../table/permissive-capability.ts';
import { openaiModels } from './capabilities.ts';

/** A request as it goes to the successor of a retired model, and what that changed. */
export interface Redirected {
  request: ProviderRequest;
  warnings: Warning[];
}

/** Follows the retired models of an origin that is not their vendor's. */
export interface RelayRedirects {
  /** What was learnt of this model within a day: the request as it goes to the successor. */
  remembered(request: ProviderRequest): Redirected | undefined;
  /** After a refusal: the request for the first successor the origin lists; undefined for none. */
  afterRefusal(
    request: ProviderRequest,
    error: unknown,
    signal: AbortSignal,
  ): Promise<Redirected | undefined>;
}

const oneDay = 24 * 60 * 60 * 1000;
/** Retired names may come in any number where a row stands for a prefix. */
const maxRemembered = 100;

/**
 * A relay may keep a model its vendor has switched off, so names go to it as asked; only its own
 * refusal of a retired name is followed, once, and remembered for a day.
 */
export function createRelayRedirects(options: {
  listModels(signal: AbortSignal): Promise<readonly string[]>;
  now?: () => number;
}): RelayRedirects {
  const { listModels, now = Date.now } = options;
  const known = new Map<string, { successor: string; until: number }>();

  function remember(model: string, successor: string): void {
    if (known.size >= maxRemembered) known.clear();
    known.set(model, { successor, until: now() + oneDay });
  }

  return {
    remembered(request) {
      const found = known.get(request.model);
      if (!found) return undefined;
      if (found.until > now()) {
        return request.mayUse(found.successor) ? redirect(request, found.successor) : undefined;
      }
      known.delete(request.model);
      return undefined;
    },
    async afterRefusal(request, error, signal) {
      const row = findRedirect(request.model);
      if (!row || !(error instanceof AppError)) return undefined;
      if (error.code !== 'upstream_model_not_found') return undefined;
      // Where the list itself fails, the refusal is the better thing to tell.
      const listed = new Set(await listModels(signal).catch(() => []));
      const there = row.successors.filter((model) => listed.has(model));
      const successor = there.find((model) => request.mayUse(model));
      if (successor === undefined) return undefined;
      if (successor === there[0]) remember(request.model, successor);
      return redirect(request, successor);
    },
  };
}

function redirect(request: ProviderRequest, successor: string): Redirected {
  const model = request.model;
  const date = findRedirect(model)?.on ?? '';
  const capability =
    openaiModels.find((row) => row.model === successor) ?? permissiveCapability(successor);
  const fitted = fitRetired({ ...request, model: successor, capability });
  return {
    request: fitted.request,
    warnings: [warning('model_redirected', { model, date, successor }), ...fitted.warnings],
  };
}

const newQualities: Readonly<Record<string, string>> = { hd: 'high', standard: 'medium' };

/** Says what DALL·E's parameters mean to its successors (npm openai images.d.ts). */
function fitRetired(request: ProviderRequest): Redirected {
  const { model, capability, quality, size, style } = request;
  const warnings: Warning[] = [];
  const fitted = { ...request };
  const mapped = newQualities[quality ?? ''];
  if (quality !== undefined && mapped && !capability.qualities?.includes(quality)) {
    fitted.quality = mapped;
    const values = { param: 'quality', from: quality, to: mapped, model };
    warnings.push(warning('parameter_mapped', values));
  }
  const nearest = nearestSize(size, capability.sizes?.free?.minPixels);
  if (size !== undefined && nearest !== undefined) {
    fitted.size = nearest;
    warnings.push(warning('parameter_mapped', { param: 'size', from: size, to: nearest, model }));
  }
  if (style !== undefined && !capability.style) {
    fitted.style = undefined;
    warnings.push(warning('parameter_dropped', { param: 'style', model }));
  }
  return { request: fitted, warnings };
}

/** DALL·E 2 painted squares of 256 and 512 pixels, which are too small for its successors. */
function nearestSize(size: string | undefined, minPixels = 0): string | undefined {
  const pixels = size === undefined ? undefined : parseSize(size);
  if (!pixels || pixels.width * pixels.height >= minPixels) return undefined;
  return '1024x1024';
}
