import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fsyncTime } from './fsync-time.ts';
import { measureInTurns, type Round } from './measure.ts';
import { installPeers, type Peers } from './peers.ts';
import { type Program, programPath, startProgram } from './program.ts';
import { machineLine, verdictTable, workTable } from './report.ts';
import {
  direct,
  startMaliang,
  startNaive,
  startNginx,
  startPipe,
  startPortkey,
  type Target,
} from './targets.ts';
import { judge } from './verdicts.ts';
import { type BenchWork, type PeerName, works } from './works.ts';

const page = new URL('../../docs/reference/benchmarks.md', import.meta.url);

/** Only some of the works, by name; all where it is unset. */
const only = process.env.BENCH_ONLY?.split(',');

it('measures every work against its peers, and writes the page', {
  timeout: 3_600_000,
}, async () => {
  const peers = await installPeers();
  const results = new Map<string, Map<string, Round[]>>();
  try {
    for (const [name, work] of Object.entries<BenchWork>(works)) {
      if (only && !only.includes(name)) continue;
      const rounds = await measureWork(work, peers);
      console.log(workTable(work.title, rounds));
      results.set(name, rounds);
    }
  } finally {
    await peers.remove();
  }
  const verdicts = judge(results, fsyncTime());
  console.log(verdictTable(verdicts));
  if (!only) writePage(results, verdictTable(verdicts), peers.versions);
  expect(results.size).toBeGreaterThan(0);
});

async function measureWork(work: BenchWork, peers: Peers): Promise<Map<string, Round[]>> {
  const upstream = await startProgram(process.execPath, [programPath('upstream')]);
  const address = `http://127.0.0.1:${upstream.firstLine}`;
  const targets: Target[] = [];
  try {
    for (const name of work.peers) targets.push(await startPeer(name, upstream, peers));
    for (const mode of work.modes) targets.push(await startMaliang(address, mode));
    return await measureInTurns(targets, work.work, work.rounds);
  } finally {
    for (const target of targets) await target.stop();
    await upstream.stop();
  }
}

function startPeer(name: PeerName, upstream: Program, peers: Peers): Target | Promise<Target> {
  const address = `http://127.0.0.1:${upstream.firstLine}`;
  switch (name) {
    case 'no proxy':
      return direct(upstream);
    case 'nginx':
      return startNginx(address);
    case 'pipe':
      return startPipe(address);
    case 'naive':
      return startNaive(address);
    case 'portkey':
      return startPortkey(address, peers.entry('@portkey-ai/gateway', 'build/start-server.js'));
  }
}

function writePage(
  results: ReadonlyMap<string, ReadonlyMap<string, readonly Round[]>>,
  verdicts: string,
  versions: readonly string[],
): void {
  const tables = [...results].map(([name, rounds]) =>
    workTable(works[name as keyof typeof works].title, rounds),
  );
  const about =
    'Written by `npm run bench`. Clients, provider and server share one machine, and the servers take turns, round by round; only the ratios mean anything elsewhere. Each figure is the median of the rounds.';
  const text = ['# Benchmarks', '', about, '', machineLine(versions), '', verdicts, ...tables];
  writeFileSync(page, `${text.join('\n').trim()}\n`);
}
