import type { Work } from './measure.ts';
import type { MaliangMode } from './targets.ts';

/** What stands beside Maliang in a work. */
export type PeerName = 'no proxy' | 'nginx' | 'pipe' | 'naive' | 'portkey';

/** One section of the report: the same clients in front of several targets, in turns. */
export interface BenchWork {
  title: string;
  work: Work;
  peers: readonly PeerName[];
  modes: readonly MaliangMode[];
  rounds: number;
}

const twoMegabytes = 'fox bytes=2000000';

/** Everything that is measured over HTTP. */
export const works = {
  small: {
    title: 'Small answers: the address of a picture, 64 clients',
    work: { prompt: 'fox', clients: 64, seconds: 2 },
    peers: ['no proxy', 'nginx', 'pipe', 'portkey'],
    modes: ['older route'],
    rounds: 5,
  },
  many: {
    title: '2 MB pictures as base64, 64 clients',
    work: { prompt: twoMegabytes, clients: 64, seconds: 3 },
    peers: ['no proxy', 'nginx', 'pipe', 'naive', 'portkey'],
    modes: ['b64', 'url'],
    rounds: 5,
  },
  one: {
    title: '2 MB pictures, one client',
    work: { prompt: twoMegabytes, clients: 1, requests: 100 },
    peers: ['no proxy', 'pipe', 'naive', 'portkey'],
    modes: ['b64', 'url', 'mcp'],
    rounds: 3,
  },
  slow: {
    title: '12 MB pictures, 64 readers of 4 MB a second each',
    work: {
      prompt: 'fox bytes=12000000',
      clients: 64,
      requests: 64,
      bytesPerSecond: 4_000_000,
    },
    peers: ['pipe', 'naive', 'portkey'],
    modes: ['b64'],
    rounds: 2,
  },
  waiting: {
    title: '256 pictures at once from a provider that takes 1 s',
    work: { prompt: 'fox bytes=100000 wait=1000', clients: 256, requests: 1024 },
    peers: ['no proxy', 'pipe'],
    modes: ['b64'],
    rounds: 3,
  },
  patient: {
    title: '1,000 calls at once on a provider that takes 10 s',
    work: { prompt: 'fox bytes=20000 wait=10000', clients: 1000, requests: 1000 },
    peers: ['no proxy', 'pipe'],
    modes: ['b64'],
    rounds: 1,
  },
  large: {
    title: '256 pictures of 25 MB (33 MB of base64) at once',
    work: { prompt: 'fox bytes=25000000', clients: 256, requests: 256 },
    peers: ['pipe'],
    modes: ['b64', 'url'],
    rounds: 1,
  },
} as const satisfies Record<string, BenchWork>;
