import type { InstallSize } from './install-size.ts';
import { type Round, spread } from './measure.ts';
import { number, type Verdict } from './report.ts';
import type { StdioStart } from './stdio.ts';

type Results = ReadonlyMap<string, ReadonlyMap<string, readonly Round[]>>;

/** What was measured, against what it should be; works that were left out say nothing. */
export function judge(results: Results, fsyncMs: number): Verdict[] {
  const middle = (work: string, target: string, pick: (round: Round) => number) => {
    const rounds = results.get(work)?.get(target);
    return rounds && spread(rounds.map(pick)).median;
  };
  const rate = (work: string, target: string) => middle(work, target, (round) => round.perSecond);
  const verdicts: Verdict[] = [];
  const least = (what: string, target: number, over?: number, under?: number) => {
    if (over === undefined || !under) return;
    const ratio = over / under;
    verdicts.push({
      what,
      target: `≥ ${target}`,
      measured: ratio.toFixed(2),
      met: ratio >= target,
    });
  };
  const most = (what: string, target: number, measured?: number, unit = '') => {
    if (measured === undefined) return;
    const met = measured <= target;
    const shown = (value: number) => `${number(value)}${unit}`;
    verdicts.push({ what, target: `≤ ${shown(target)}`, measured: shown(measured), met });
  };
  const pipe = 'raw Node pipe';
  const [older, b64, url] = ['maliang, older route', 'maliang, b64', 'maliang, url'];

  least('small answers: of the pipe', 0.5, rate('small', older), rate('small', pipe));
  least('small answers: of Portkey', 5, rate('small', older), rate('small', 'Portkey'));
  least('2 MB, base64: of the pipe', 0.4, rate('many', b64), rate('many', pipe));
  least('2 MB, base64: of Portkey', 6, rate('many', b64), rate('many', 'Portkey'));
  const cpu = (target: string) => middle('many', target, (round) => round.cpuMs);
  const pipeCpu = cpu(pipe);
  const b64Cpu = cpu(b64);
  if (pipeCpu && b64Cpu) most('2 MB, base64: CPU against the pipe', 4, b64Cpu / pipeCpu, ' ×');
  const naive = rate('many', 'naive decode and write');
  least('2 MB, address: of the naive server', 1.6, rate('many', url), naive);

  const p50 = (target: string) => middle('one', target, (round) => round.p50);
  const added = difference(p50(b64), p50('no proxy'));
  most(`one client: p50 added, one fsync being ${number(fsyncMs)} ms`, 3 + fsyncMs, added, ' ms');
  const p99 = (work: string, target: string) => middle(work, target, (round) => round.p99);
  const waiting = difference(p99('waiting', b64), p99('waiting', 'no proxy'));
  most('256 waiting for 1 s: p99 added', 60, waiting, ' ms');
  const patient = difference(p99('patient', b64), p99('patient', 'no proxy'));
  most('1,000 waiting for 10 s: p99 added', 100, patient, ' ms');

  const peak = (work: string, target: string) => middle(work, target, (round) => round.peakMib);
  most('1,000 waiting for 10 s: peak memory', 150, peak('patient', b64), ' MiB');
  most('64 slow readers of 12 MB: peak memory', 220, peak('slow', b64), ' MiB');
  const [slow, slowPipe] = [peak('slow', b64), peak('slow', pipe)];
  if (slow && slowPipe) most('64 slow readers: against the pipe', 1.5, slow / slowPipe, ' ×');
  most('256 × 25 MB, base64: peak memory', 300, peak('large', b64), ' MiB');
  most('256 × 25 MB, address: peak memory', 400, peak('large', url), ' MiB');
  return verdicts;
}

/** How Maliang stands over stdio beside a bare server, and what it takes to install it. */
export function judgeFootprint(
  starts: ReadonlyMap<string, readonly StdioStart[]>,
  calls: ReadonlyMap<string, readonly number[]>,
  sizes: { whole: InstallSize; least: InstallSize },
): Verdict[] {
  const middle = (name: string, pick: (start: StdioStart) => number) =>
    spread((starts.get(name) ?? []).map(pick)).median;
  const over = (pick: (start: StdioStart) => number) =>
    [middle('maliang, stdio', pick), middle('bare SDK server', pick)] as const;
  const [cpu, bareCpu] = over(({ cpuMs }) => cpuMs);
  const [idle, bareIdle] = over(({ idleMib }) => idleMib);
  const p50 = (name: string) => spread(calls.get(name) ?? []).median;
  const added = Math.max(0, p50('maliang, stdio') - p50('bare SDK server'));
  const { whole, least } = sizes;
  return [
    ['stdio: CPU to `initialize` against a bare server', 1.2, cpu / bareCpu, ' ×'],
    ['stdio: idle memory beside a bare server', 6, idle - bareIdle, ' MiB'],
    ['stdio: p50 of one call, over fetch, decode and write', 3, added, ' ms'],
    ['install, everything', 45, whole.mib, ' MiB'],
    ['install, everything: packages', 15, whole.packages, ''],
    ['install without optional packages', 15, least.mib, ' MiB'],
    ['install without optional packages: packages', 5, least.packages, ''],
  ].map(([what, target, measured, unit]) => ({
    what: String(what),
    target: `≤ ${target}${unit}`,
    measured: `${number(Number(measured))}${unit}`,
    met: Number(measured) <= Number(target),
  }));
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : Math.max(0, a - b);
}
