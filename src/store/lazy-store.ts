import type { AssetFolder } from '../core/asset-folder.ts';
import type { ShareStore } from '../core/library/share.ts';
import type { Signals } from '../core/signals.ts';
import type { Store } from '../core/store.ts';

/** Opens on the first use, so that nothing native is loaded before a generation needs it. */
function openOnce<Opened>(open: () => Promise<Opened>) {
  let opening: Promise<Opened> | undefined;
  let opened: Opened | undefined;
  return {
    get: () => {
      opening ??= open().then(
        (value) => {
          opened = value;
          return value;
        },
        (thrown: unknown) => {
          // What failed once, on a full disk or a locked file, may open the next time.
          opening = undefined;
          throw thrown;
        },
      );
      return opening;
    },
    /** What is open already; undefined before the first use. */
    now: () => opened,
    /** What is open or about to be; undefined before the first use, and where opening failed. */
    started: () => opening?.catch(() => undefined),
  };
}

/** A store that is opened when it is first asked. */
export function lazyStore(open: () => Promise<Store>): Store {
  const store = openOnce(open);
  return {
    journal: { append: async (entry) => (await store.get()).journal.append(entry) },
    keys: {
      create: async (key, hash) => (await store.get()).keys.create(key, hash),
      findByHash: async (hash) => (await store.get()).keys.findByHash(hash),
      find: async (id) => (await store.get()).keys.find(id),
      list: async () => (await store.get()).keys.list(),
      revoke: async (id, at) => (await store.get()).keys.revoke(id, at),
    },
    ledger: {
      hold: async (hold, budgets, atOnce) => (await store.get()).ledger.hold(hold, budgets, atOnce),
      settle: async (id, spent) => (await store.get()).ledger.settle(id, spent),
      release: async (id) => (await store.get()).ledger.release(id),
      spendOf: async (keyId, at) => (await store.get()).ledger.spendOf(keyId, at),
    },
    leases: {
      holders: async () => (await store.get()).leases.holders(),
      renew: async (holder) => (await store.get()).leases.renew(holder),
      takeOver: async (from, to, now) => (await store.get()).leases.takeOver(from, to, now),
      isAnyWaiting: async () => (await store.get()).leases.isAnyWaiting(),
      claim: async (holder, limit) => (await store.get()).leases.claim(holder, limit),
      countAhead: async (id) => (await store.get()).leases.countAhead(id),
      cancel: async (id, heir, now) => (await store.get()).leases.cancel(id, heir, now),
      cancelled: async (owner) => (await store.get()).leases.cancelled(owner),
    },
    styles: {
      save: async (style) => (await store.get()).styles.save(style),
      list: async (owners) => (await store.get()).styles.list(owners),
      delete: async (owner, name) => (await store.get()).styles.delete(owner, name),
    },
    shelf: {
      measure: async () => (await store.get()).shelf.measure(),
      overdue: async (limits) => (await store.get()).shelf.overdue(limits),
      expire: async (limits, at, most) => (await store.get()).shelf.expire(limits, at, most),
      expired: async (after, limit) => (await store.get()).shelf.expired(after, limit),
    },
    spending: { sum: async (query) => (await store.get()).spending.sum(query) },
    requestCounts: {
      add: async (name) => (await store.get()).requestCounts.add(name),
    },
    webhooks: {
      claim: async (now, until, limit) => (await store.get()).webhooks.claim(now, until, limit),
      settle: async (id, outcome) => (await store.get()).webhooks.settle(id, outcome),
      find: async (generationId) => (await store.get()).webhooks.find(generationId),
    },
    shares: lazyShares(store),
    signals: lazySignals(store),
    get volatile() {
      return store.now()?.volatile ?? false;
    },
    findGeneration: async (id) => (await store.get()).findGeneration(id),
    findAsset: async (id) => (await store.get()).findAsset(id),
    findAssetByName: async (name) => (await store.get()).findAssetByName(name),
    ...lazyLists(store),
    indexWords: async (limit) => (await store.get()).indexWords(limit),
    findByKey: async (owner, key) => (await store.get()).findByKey(owner, key),
    findUnanswered: async (owner, hash, since, left) =>
      (await store.get()).findUnanswered(owner, hash, since, left),
    dueForHosting: async (now, limit) => (await store.get()).dueForHosting(now, limit),
    claimHosting: async (id, now, until) => (await store.get()).claimHosting(id, now, until),
    countHosting: async () => (await store.get()).countHosting(),
    findFile: async (id) => (await store.get()).findFile(id),
    expiredFiles: async (now, limit) => (await store.get()).expiredFiles(now, limit),
    sizeOfFiles: async (owner) => (await store.get()).sizeOfFiles(owner),
    close: async () => (await store.started())?.close(),
  };
}

function lazyLists(
  store: ReturnType<typeof openOnce<Store>>,
): Pick<Store, 'listGenerations' | 'listGenerationIds' | 'findHosting'> {
  return {
    findHosting: async (assetIds) => (await store.get()).findHosting(assetIds),
    listGenerations: async (owner, limit, filter) =>
      (await store.get()).listGenerations(owner, limit, filter),
    listGenerationIds: async (owner, limit, filter) =>
      (await store.get()).listGenerationIds(owner, limit, filter),
  };
}

function lazyShares(store: ReturnType<typeof openOnce<Store>>): ShareStore {
  return {
    save: async (share) => (await store.get()).shares.save(share),
    find: async (id) => (await store.get()).shares.find(id),
    findOf: async (generationId) => (await store.get()).shares.findOf(generationId),
    remove: async (generationId) => (await store.get()).shares.remove(generationId),
  };
}

/** Who listens to what is not open yet hears what comes from then on. */
function lazySignals(store: ReturnType<typeof openOnce<Store>>): Signals {
  return {
    get live() {
      return store.now()?.signals.live ?? false;
    },
    send: (sign) => store.now()?.signals.send(sign),
    listen(listener) {
      let stopped = false;
      let stop = () => {};
      const attach = (opened: Store | undefined) => {
        if (!stopped && opened) stop = opened.signals.listen(listener);
      };
      const opened = store.now();
      if (opened) attach(opened);
      else void store.get().then(attach, () => {});
      return () => {
        stopped = true;
        stop();
      };
    },
  };
}

/** An asset folder that is made when it is first asked. */
export function lazyAssetFolder(open: () => Promise<AssetFolder>): AssetFolder {
  const folder = openOnce(open);
  return {
    get volatile() {
      return folder.now()?.volatile ?? false;
    },
    check: async () => (await folder.get()).check(),
    isRescued: (name) => folder.now()?.isRescued(name) ?? false,
    begin: async (maxBytes, label) => (await folder.get()).begin(maxBytes, label),
    keep: async (spool, name) => (await folder.get()).keep(spool, name),
    open: async (name) => (await folder.get()).open(name),
    path: (name) => folder.now()?.path(name),
    remove: async (name) => (await folder.get()).remove(name),
    leftSpools: async () => (await folder.get()).leftSpools(),
  };
}
