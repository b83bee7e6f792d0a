import { type ErrorBody, readErrorBody } from '../wire/error-body.ts';
import { numberOf, recordOf } from '../wire/json-value.ts';
import type { VendorCodes } from '../wire/vendor-codes.ts';

const loading = 'loading';
const unserved = 'unserved';

/** The codes that `readHuggingfaceError` gives to what has none. */
export const huggingfaceCodes: VendorCodes = { [loading]: 'rate', [unserved]: 'model' };

/**
 * Its refusals are `{error: '…'}` without a code. A model that slept answers 503 with the seconds it
 * needs to wake, `estimated_time`; one that is not served 400 "Model not supported by provider
 * hf-inference", one no longer served 410 "… is deprecated and no longer supported by provider …".
 */
export function readHuggingfaceError(text: string): ErrorBody {
  const body = readErrorBody(text);
  if (!body.json) return body;
  const seconds = numberOf(recordOf(JSON.parse(text))?.estimated_time);
  if (seconds !== undefined) return { ...body, code: loading, retryAfter: seconds };
  const isUnserved = /\b(?:not|no longer) supported by provider\b/i.test(body.message);
  return isUnserved ? { ...body, code: unserved } : body;
}
