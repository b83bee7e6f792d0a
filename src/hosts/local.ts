import type { Host } from '../core/host.ts';

/** The asset folder itself as the host: nothing is sent, the address is this server's own path. */
export function localHost(): Host {
  return {
    name: 'local',
    kind: 'local',
    local: true,
    put: async (asset) => ({ url: `/i/${asset.name}`, deleteRef: undefined }),
  };
}
