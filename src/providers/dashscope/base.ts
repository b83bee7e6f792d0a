/** Where DashScope's routes hang. */
export interface DashScopeBase {
  /** Its own, for example `https://dashscope.aliyuncs.com/api/v1`. */
  native: string;
  /** Those that speak as OpenAI's do; of these only the list of models is used. */
  compatible: string;
  /** Whose prices hold there; a gateway of somebody else has its own. */
  region: Region;
}

/** Alibaba bills in renminbi in the mainland and in US dollars abroad. */
export type Region = 'mainland' | 'abroad' | 'elsewhere';

/**
 * DashScope's two roots from whatever people write: the bare host of a region or of a workspace, or
 * either root (help.aliyun.com/zh/model-studio).
 */
export function dashscopeBase(url: string): DashScopeBase {
  const { origin, hostname, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, '').replace(/\/(?:compatible-mode|api)\/v\d+.*$/, '');
  return {
    native: `${origin}${path}/api/v1`,
    compatible: `${origin}${path}/compatible-mode/v1`,
    region: regionOf(hostname),
  };
}

function regionOf(hostname: string): Region {
  if (!hostname.endsWith('.aliyuncs.com')) return 'elsewhere';
  return /^dashscope-|\.(?:ap|us|eu)-[a-z]+-?\d/.test(hostname) ? 'abroad' : 'mainland';
}
