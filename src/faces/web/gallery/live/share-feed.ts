import { ApiError } from '../../api/call.ts';
import { followHistory, type HistoryNews, type HistoryPlace } from '../../api/history-events.ts';
import { credential } from '../../state/credential.ts';

/** What comes of following the history. */
export interface Feed {
  /** Whether news come just now; where not, one has to look. */
  isLive(): boolean;
  stop(): void;
}

const name = 'maliang.feed';
/** The server says something every ten seconds. */
const silentMs = 25_000;
const pause = { shortest: 1000, longest: 15_000 };

type Message = HistoryNews | { type: 'alive' } | { type: 'who' };

/**
 * Follows the history, over one connection for all tabs of this browser: browsers open six to a
 * server, and a wall of tabs would leave none for pictures. Where tabs cannot agree, on plain http,
 * only those follow that can be seen.
 */
export function shareFeed(take: (news: HistoryNews) => void): Feed {
  const stop = new AbortController();
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : undefined;
  let heardAt = 0;
  const alive = () => {
    heardAt = Date.now();
  };
  const hear = (message: Exclude<Message, { type: 'who' }>) => {
    alive();
    if (message.type !== 'alive') take(message);
  };
  const isLive = () => Date.now() - heardAt < silentMs;
  const { locks } = navigator;
  if (locks && channel) void followTogether(locks, { channel, hear, isLive }, stop.signal);
  else followWhileSeen({ take, alive }, stop.signal);
  return {
    isLive,
    stop() {
      stop.abort();
      channel?.close();
    },
  };
}

/** What tabs share. */
interface Together {
  channel: BroadcastChannel;
  hear(message: Exclude<Message, { type: 'who' }>): void;
  isLive(): boolean;
}

async function followTogether(
  locks: LockManager,
  { channel, hear, isLive }: Together,
  signal: AbortSignal,
): Promise<void> {
  // Another key sees other generations.
  const whose = await fingerprint(credential.value ?? '');
  let leads = false;
  const say = (message: Message) => channel.postMessage({ ...message, whose });
  channel.addEventListener('message', ({ data }: MessageEvent<Message & { whose?: string }>) => {
    if (data.whose !== whose) return;
    if (data.type !== 'who') hear(data);
    else if (leads && isLive()) say({ type: 'alive' });
  });
  say({ type: 'who' });
  const lead = async () => {
    leads = true;
    const tell = (message: Exclude<Message, { type: 'who' }>) => {
      hear(message);
      say(message);
    };
    await follow({ take: tell, alive: () => tell({ type: 'alive' }) }, signal);
  };
  // Who stops while it waits is not given the lock any more.
  await locks.request(`${name}.${whose}`, { signal }, lead).catch(() => {});
}

function followWhileSeen(ears: Ears, signal: AbortSignal): void {
  let seen: AbortController | undefined;
  const change = () => {
    seen?.abort();
    if (document.visibilityState !== 'visible') return;
    seen = new AbortController();
    void follow(ears, AbortSignal.any([signal, seen.signal]));
  };
  document.addEventListener('visibilitychange', change, { signal });
  change();
}

interface Ears {
  take(news: HistoryNews): void;
  alive(): void;
}

/** Follows until it is stopped, and comes back whenever the connection ends. */
async function follow({ take, alive }: Ears, signal: AbortSignal): Promise<void> {
  let pauseMs = pause.shortest;
  const place: HistoryPlace = {
    last: undefined,
    signal,
    alive() {
      pauseMs = pause.shortest;
      alive();
    },
  };
  while (!signal.aborted) {
    try {
      await followOnce(place, take);
    } catch (thrown) {
      // What is refused for now is not asked again at once.
      if (thrown instanceof ApiError && thrown.status > 0) pauseMs = pause.longest;
    }
    await sleep(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, pause.longest);
  }
}

/** A connection that is silent for too long has died without a word. */
async function followOnce(place: HistoryPlace, take: Ears['take']): Promise<void> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), silentMs);
  const watched: HistoryPlace = {
    last: place.last,
    signal: AbortSignal.any([place.signal, silent.signal]),
    alive() {
      place.alive();
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), silentMs);
    },
  };
  try {
    for await (const news of followHistory(watched)) {
      place.last = watched.last;
      take(news);
    }
  } finally {
    clearTimeout(timer);
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
  });
}

async function fingerprint(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest).slice(0, 8), (byte) => byte.toString(16)).join('');
}
