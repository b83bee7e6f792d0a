import type { Settings } from '../config/settings.ts';
import { type MeasuredModel, withMeasured } from '../core/doctor/measured.ts';
import type { Logger } from '../core/logger.ts';
import type { Parts } from '../core/parts.ts';
import { withCircuit } from '../core/produce/circuit.ts';
import { createGates } from '../core/produce/gate.ts';
import { takeKeysInTurn } from '../core/produce/key-turns.ts';
import type { Provider } from '../core/provider.ts';
import { type Providers, usualConcurrency } from '../providers/configured.ts';

/** What calls are led to their models by. */
export interface RoutingOptions {
  settings: Settings;
  logger: Logger;
  /** What was found out about models; goes before the built-in rows. */
  measured?: readonly MeasuredModel[] | undefined;
}

/** Which models there are, under which names, and how calls reach them. */
export function openRouting(
  providers: Providers,
  { settings, logger, measured = [] }: RoutingOptions,
) {
  const { defaultModel, modelRedirects, modelAliases } = settings;
  return {
    providers: steadyProviders(providers, settings, logger).map((provider) =>
      withMeasured(provider, measured),
    ),
    bringProvider: providers.bring,
    withKey: providers.withKey,
    aliases: modelAliases ?? new Map(),
    gates: createGates(concurrencyOf(settings)),
    defaultModel,
    modelRedirects,
  } satisfies Partial<Parts>;
}

/** Several keys taken in turn, and a provider that fails again and again left alone for a while. */
function steadyProviders(
  { configured, keysOf, withKey }: Providers,
  { providerFailures: failures }: Settings,
  logger: Logger,
): readonly Provider[] {
  const { now } = Date;
  return configured.map((provider) => {
    const perKey = keysOf(provider).map((key) => withKey(provider, key));
    return withCircuit(takeKeysInTurn(provider, perKey, { now, logger }), { failures, now });
  });
}

function concurrencyOf({ providerConcurrency }: Settings) {
  const { all, of } = providerConcurrency ?? {};
  return (provider: string) => of?.get(provider) ?? all ?? usualConcurrency(provider);
}
