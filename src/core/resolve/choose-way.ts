import type { AppError } from '../errors.ts';
import type { Plan, Way } from '../resolve.ts';
import { type Warning, warning } from '../warnings.ts';

/**
 * One of the ways, the others behind it as its fallbacks: tier by tier, and within a tier each in
 * front as often as it weighs. A provider that is left alone is passed over, which is told where it
 * would have gone first. Throws its `provider_paused` where all of them are. `random` is in [0, 1).
 */
export function chooseWay(ways: readonly [Way, ...Way[]], random = Math.random): Plan {
  const inOrder = order(ways, random);
  const paused: { way: Way; pause: AppError }[] = [];
  const open = inOrder.filter((way) => {
    const pause = way.plan.provider.pause?.();
    if (pause) paused.push({ way, pause });
    return !pause;
  });
  const [first, ...others] = open;
  if (!first) throw paused[0]?.pause;
  const { plan, tier } = first;
  const told = paused
    .filter(({ way }) => way.tier < tier)
    .map(({ way, pause }) => fellBack(way.plan, plan, pause));
  return {
    ...plan,
    warnings: [...plan.warnings, ...told],
    fallbacks: others.map((way) => way.plan),
  };
}

/** That another model is asked, and why. */
export function fellBack(from: Plan, to: Plan, why: AppError): Warning {
  return warning('fell_back', { from: nameOf(from), to: nameOf(to), reason: why.texts });
}

/** `provider/model`. */
export function nameOf({ provider, request }: Pick<Plan, 'provider' | 'request'>): string {
  return `${provider.name}/${request.model}`;
}

function order(ways: readonly Way[], random: () => number): Way[] {
  const left = ways.toSorted((a, b) => a.tier - b.tier);
  const inOrder: Way[] = [];
  for (let [next] = left; next; [next] = left) {
    const { tier } = next;
    const way =
      draw(
        left.filter((other) => other.tier === tier),
        random,
      ) ?? next;
    left.splice(left.indexOf(way), 1);
    inOrder.push(way);
  }
  return inOrder;
}

function draw(ways: readonly Way[], random: () => number): Way | undefined {
  let at = random() * ways.reduce((sum, { weight }) => sum + weight, 0);
  return ways.find(({ weight }) => {
    at -= weight;
    return at < 0;
  });
}
