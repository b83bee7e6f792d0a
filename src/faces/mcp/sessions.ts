import { randomUUID } from 'node:crypto';
import {
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

/** One client of the 2025 era; its owner alone may use it. */
export interface Session {
  transport: WebStandardStreamableHTTPServerTransport;
  /** The id of the caller who opened it. */
  owner: string;
  /** Calls under way; such a session is never ended. */
  calls: number;
  /** Streams a client holds open to listen; they keep a session from growing old. */
  streams: number;
  /** Milliseconds since 1970. */
  usedAt: number;
}

/** The sessions of the 2025 era, in memory: a client whose session is gone opens another. */
export interface Sessions {
  /** A session that gets its id, and is kept, when it is initialized; undefined where all are busy. */
  open(owner: string): Promise<Session | undefined>;
  /** Undefined where it is unknown or somebody else's. */
  find(id: string, owner: string): Session | undefined;
  /** Keeps the session alive for as long as the exchange lasts. */
  use(session: Session, kind: 'calls' | 'streams', exchange: () => Promise<void>): Promise<void>;
}

/** How many are kept, and for how long nobody needs to use one. */
export interface SessionsOptions {
  createServer(): McpServer;
  /** Default 200. */
  maxSessions?: number;
  /** In milliseconds, default half an hour. */
  maxIdleMs?: number;
}

/** Makes room for sessions; none is kept longer than it is used. */
export function createSessions(options: SessionsOptions): Sessions {
  const { createServer, maxSessions = 200, maxIdleMs = 30 * 60_000 } = options;
  const sessions = new Map<string, Session>();
  let sweeper: NodeJS.Timeout | undefined;

  function close(session: Session): void {
    const id = session.transport.sessionId;
    if (id !== undefined) sessions.delete(id);
    void session.transport.close();
  }

  /** The one to end where there is no room: the longest unused, rather one nobody listens to. */
  function mostDispensable(): Session | undefined {
    return [...sessions.values()]
      .filter((session) => session.calls === 0)
      .toSorted((a, b) => a.streams - b.streams || a.usedAt - b.usedAt)[0];
  }

  function sweep(): void {
    for (const session of sessions.values()) {
      const isIdle = session.calls + session.streams === 0;
      if (isIdle && Date.now() - session.usedAt >= maxIdleMs) close(session);
    }
    if (sessions.size > 0) return;
    clearInterval(sweeper);
    sweeper = undefined;
  }

  function keep(id: string, session: Session): void {
    sessions.set(id, session);
    sweeper ??= setInterval(sweep, Math.max(1_000, maxIdleMs / 10)).unref();
  }

  return {
    async open(owner) {
      if (sessions.size >= maxSessions) {
        const dispensable = mostDispensable();
        if (!dispensable) return undefined;
        close(dispensable);
      }
      const session: Session = {
        owner,
        calls: 0,
        streams: 0,
        usedAt: Date.now(),
        transport: new WebStandardStreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          onsessioninitialized: (id) => keep(id, session),
          onsessionclosed: (id) => void sessions.delete(id),
        }),
      };
      await createServer().connect(session.transport);
      return session;
    },
    find(id, owner) {
      const session = sessions.get(id);
      return session?.owner === owner ? session : undefined;
    },
    async use(session, kind, exchange) {
      session[kind] += 1;
      try {
        await exchange();
      } finally {
        session[kind] -= 1;
        session.usedAt = Date.now();
      }
    },
  };
}
