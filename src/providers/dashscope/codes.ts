import type { VendorCodes } from '../wire/vendor-codes.ts';

/** help.aliyun.com/zh/model-studio/error-code; with what is not here the status says enough. */
export const dashscopeCodes: VendorCodes = {
  DataInspectionFailed: 'moderation',
  data_inspection_failed: 'moderation',
  IPInfringementSuspect: 'moderation',
  InvalidApiKey: 'key',
  invalid_api_key: 'key',
  ModelNotFound: 'model',
  Throttling: 'rate',
  Arrearage: 'quota',
  PrepaidBillOverdue: 'quota',
  PostpaidBillOverdue: 'quota',
  AllocationQuota: 'quota',
  CommodityNotPurchased: 'quota',
};
