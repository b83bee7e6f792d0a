import type { VendorCodes } from '../wire/vendor-codes.ts';

/**
 * Ark's error codes, by the part before their first dot (`….PrivacyInformation`, `….NotFound`):
 * ai.byteplus.com/ark, error-codes; volcengine.com/docs/82379/1299023.
 */
export const arkCodes: VendorCodes = {
  InputTextSensitiveContentDetected: 'moderation',
  InputImageSensitiveContentDetected: 'moderation',
  OutputImageSensitiveContentDetected: 'moderation',
  SensitiveContentDetected: 'moderation',
  InvalidEndpointOrModel: 'model',
  UnsupportedModel: 'model',
  ModelNotOpen: 'model',
  AccountOverdueError: 'quota',
  ServiceOverdue: 'quota',
  QuotaExceeded: 'quota',
  SetLimitExceeded: 'quota',
};
