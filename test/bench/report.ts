import { cpus, loadavg, totalmem } from 'node:os';
import type { Round } from './measure.ts';
import { spread } from './measure.ts';
import type { StdioStart } from './stdio.ts';

/** A table of one work: a line a target. */
export function workTable(title: string, all: ReadonlyMap<string, readonly Round[]>): string {
  const limit = all.get('raw Node pipe');
  const pipe = limit && spread(limit.map(({ perSecond }) => perSecond)).median;
  const head = [
    '|  | requests/s (least–most) | of the pipe | p50 ms | p99 ms | CPU ms a request | peak MiB |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  const lines = [...all].map(([name, rounds]) => {
    const rate = spread(rounds.map(({ perSecond }) => perSecond));
    const middle = (pick: (round: Round) => number) => number(spread(rounds.map(pick)).median);
    const cells = [
      name,
      `${number(rate.median)} (${number(rate.min)}–${number(rate.max)})`,
      pipe === undefined ? '' : (rate.median / pipe).toFixed(2),
      middle(({ p50 }) => p50),
      middle(({ p99 }) => p99),
      middle(({ cpuMs }) => cpuMs),
      number(spread(rounds.map(({ peakMib }) => peakMib)).max, 0),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [`## ${title}`, '', ...head, ...lines, ''].join('\n');
}

/** A figure against what it should be. */
export interface Verdict {
  what: string;
  target: string;
  measured: string;
  met: boolean;
}

/** The table of targets, the missed ones said as such. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(
    ({ what, target, measured, met }) =>
      `| ${what} | ${target} | ${measured} | ${met ? 'met' : '**missed**'} |`,
  );
  return ['| what | target | measured |  |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

/** A table of starts over stdio: a line a server. */
export function startTable(starts: ReadonlyMap<string, readonly StdioStart[]>): string {
  const lines = [...starts].map(([name, all]) => {
    const cell = (pick: (start: StdioStart) => number) => {
      const { median, min, max } = spread(all.map(pick));
      return `${number(median, 0)} (${number(min, 0)}–${number(max, 0)})`;
    };
    if (all.length === 0) return `| ${name} | did not start |  |  |`;
    const cells = [cell(({ cpuMs }) => cpuMs), cell(({ wallMs }) => wallMs)];
    return `| ${[name, ...cells, cell(({ idleMib }) => idleMib)].join(' | ')} |`;
  });
  const head = ['|  | CPU ms to `initialize` | ms to `initialize` | idle MiB |'];
  const title = '## Start over stdio, in turns';
  return [title, '', ...head, '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

/** A table of calls over stdio that paint 2 MB: a line a server. */
export function callTable(calls: ReadonlyMap<string, readonly number[]>): string {
  const lines = [...calls].map(([name, times]) => {
    const { median, min, max } = spread(times);
    return `| ${name} | ${number(median)} (${number(min)}–${number(max)}) |`;
  });
  const title = '## One call after the other over stdio, 2 MB';
  return [title, '', '|  | p50 ms (least–most) |', '| --- | --- |', ...lines, ''].join('\n');
}

/** How busy the machine is with whatever else, over the last minute. */
export function busyness(): string {
  return number(loadavg()[0] ?? 0);
}

/** Where and with what the figures were taken, and how busy the machine was before the first. */
export function machineLine(versions: readonly string[], busyBefore: string): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `Measured on ${day}: ${cpus().length} cores of ${first?.model.trim()}, ${memory} GiB, ${process.platform}, Node ${process.versions.node}; ${versions.join(', ')}. The load before the first round was ${busyBefore}: other work on the machine makes every figure worse, and the small ones most.`;
}

/** A figure as people read it. */
export function number(value: number, digits?: number): string {
  const places = digits ?? (value >= 100 ? 0 : value >= 10 ? 1 : 2);
  return value.toLocaleString('en', { maximumFractionDigits: places, useGrouping: true });
}
