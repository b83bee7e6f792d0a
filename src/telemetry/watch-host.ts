import type { Host } from '../core/host.ts';
import type { Telemetry } from '../core/telemetry.ts';

/** The same host, every upload to it seen by the telemetry. */
export function watchHost(host: Host, telemetry: Telemetry): Host {
  return {
    ...host,
    async put(asset, bytes, signal) {
      let ok = false;
      try {
        const hosted = await host.put(asset, bytes, signal);
        ok = true;
        return hosted;
      } finally {
        telemetry.uploadEnded(host.name, ok);
      }
    },
  };
}
