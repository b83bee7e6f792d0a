import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bundleBareServer } from './bare-mcp.ts';
import { fsyncTime } from './fsync-time.ts';
import { installSize } from './install-size.ts';
import { measureInTurns, type Round } from './measure.ts';
import { notes } from './notes.ts';
import { installPeers, type Peers } from './peers.ts';
import { type Program, programPath, startProgram } from './program.ts';
import {
  busyness,
  callTable,
  machineLine,
  startTable,
  type Verdict,
  verdictTable,
  workTable,
} from './report.ts';
import { maliangStdio, measureCalls, measureStarts, type StdioTarget } from './stdio.ts';
import {
  direct,
  startMaliang,
  startNaive,
  startNginx,
  startPipe,
  startPortkey,
  type Target,
} from './targets.ts';
import { judge, judgeFootprint } from './verdicts.ts';
import { type BenchWork, type PeerName, works } from './works.ts';

const page = new URL('../../docs/reference/benchmarks.md', import.meta.url);

/** Only some of the works, by name, `stdio` being what starts and installs; all where it is unset. */
const only = process.env.BENCH_ONLY?.split(',');
const isAsked = (name: string) => only === undefined || only.includes(name);

it('measures every work against its peers, and writes the page', {
  timeout: 3_600_000,
}, async () => {
  const busyBefore = busyness();
  const peers = await installPeers();
  const results = new Map<string, Map<string, Round[]>>();
  let footprint: Footprint = { tables: [], verdicts: [] };
  try {
    if (isAsked('stdio')) footprint = await measureFootprint(peers);
    for (const [name, work] of Object.entries<BenchWork>(works)) {
      if (!isAsked(name)) continue;
      const rounds = await measureWork(work, peers);
      console.log(workTable(work.title, rounds));
      results.set(name, rounds);
    }
  } finally {
    await peers.remove();
  }
  const verdicts = [...judge(results, fsyncTime()), ...footprint.verdicts];
  console.log(verdictTable(verdicts));
  if (!only)
    writePage(results, verdictTable(verdicts), footprint.tables, peers.versions, busyBefore);
  expect(results.size + footprint.tables.length).toBeGreaterThan(0);
});

interface Footprint {
  tables: readonly string[];
  verdicts: Verdict[];
}

/** Starts and calls over stdio, and the size of an installation. */
async function measureFootprint(peers: Peers): Promise<Footprint> {
  const bare = await bundleBareServer();
  const upstream = await startProgram(process.execPath, [programPath('upstream')]);
  const address = `http://127.0.0.1:${upstream.firstLine}`;
  const ours: StdioTarget[] = [{ name: 'bare SDK server', words: [bare.path] }, maliangStdio];
  try {
    const starts = await measureStarts([...ours, ...stdioPeers(peers)], address, 12);
    const calls = new Map<string, number[]>();
    for (const target of ours) calls.set(target.name, await measureCalls(target, address, 60));
    const sizes = { whole: installSize(true), least: installSize(false) };
    const tables = [startTable(starts), callTable(calls)];
    console.log(tables.join('\n'));
    return { tables, verdicts: judgeFootprint(starts, calls, sizes) };
  } finally {
    await upstream.stop();
    await bare.remove();
  }
}

function stdioPeers({ entry }: Peers): StdioTarget[] {
  return [
    { name: 'imagegen-mcp', words: [entry('imagegen-mcp', 'bin/imagegen-mcp.js')] },
    { name: 'mcp-image', words: [entry('mcp-image', 'dist/index.js')] },
    {
      name: 'gpt-image-1-mcp',
      words: [entry('@napolab/gpt-image-1-mcp', 'dist/index.js')],
    },
  ];
}

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
  more: readonly string[],
  versions: readonly string[],
  busyBefore: string,
): void {
  const tables = [...results].map(([name, rounds]) =>
    workTable(works[name as keyof typeof works].title, rounds),
  );
  const about =
    'Written by `npm run bench`. Clients, provider and server share one machine, and the servers take turns, round by round; only the ratios mean anything elsewhere. Each figure is the median of the rounds.';
  const text = [
    '# Benchmarks',
    '',
    about,
    '',
    machineLine(versions, busyBefore),
    '',
    verdicts,
    ...tables,
    ...more,
    ...notes,
  ];
  writeFileSync(page, `${text.join('\n').trim()}\n`);
}
