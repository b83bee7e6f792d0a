import { access, constants, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Finding, plain } from '../../../core/doctor/finding.ts';
import { toAppError } from '../../../core/errors.ts';
import { randomName } from '../../../kit/random-name.ts';
import { openDatabase } from '../../../store/open-store.ts';
import { connectNodeSqlite } from '../../../store/sqlite/sqlite-connection.ts';
import { type Check, type CheckTools, reasonOf } from './checks.ts';

const leastNode = [20, 19] as const;
const leastFreeBytes = 1024 ** 3;
const mostSkewMs = 60_000;

/** Is this Node new enough? */
export const nodeCheck: Check = {
  title: { en: 'Node', zh: 'Node' },
  async run() {
    const { node } = process.versions;
    const [major = 0, minor = 0] = node.split('.').map(Number);
    const isOld = major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1]);
    const found = plain(node);
    if (!isOld) return [{ check: 'node', verdict: 'ok', title: nodeCheck.title, found }];
    const advice = {
      en: `Install Node ${leastNode.join('.')} or newer; 22 is best.`,
      zh: `请安装 Node ${leastNode.join('.')} 或更高版本，推荐 22。`,
    };
    return [{ check: 'node', verdict: 'broken', title: nodeCheck.title, found, advice }];
  },
};

/** Where the records are, and whether they can be opened; nothing is made and no table changed. */
export const recordsCheck: Check = {
  title: { en: 'Records', zh: '记录' },
  async run({ settings: { databaseUrl }, dataDir }) {
    const base = { check: 'records', title: recordsCheck.title };
    try {
      if (databaseUrl !== undefined) {
        await openAndClose({ databaseUrl });
        const found = { en: 'PostgreSQL answers', zh: 'PostgreSQL 可以连接' };
        return [{ ...base, verdict: 'ok', found }];
      }
      const isBuiltIn = (await connectNodeSqlite(':memory:').catch(() => undefined)) !== undefined;
      // Only a file that exists is opened: looking must not leave one behind.
      const isThere = await exists(join(dataDir, 'maliang.db'));
      if (isThere) await openAndClose({ directory: dataDir });
      else if (!isBuiltIn) await import('libsql');
      const driver = isBuiltIn ? 'node:sqlite' : 'libsql';
      const found = isThere
        ? { en: `SQLite by ${driver}, and the file opens`, zh: `SQLite（${driver}），文件可以打开` }
        : { en: `SQLite by ${driver}; no file yet`, zh: `SQLite（${driver}），尚无文件` };
      return [{ ...base, verdict: 'ok', found }];
    } catch (thrown) {
      const error = toAppError(thrown);
      const found = error.code === 'internal' ? plain(reasonOf(thrown)) : error.texts;
      const advice =
        databaseUrl === undefined
          ? {
              en: 'Use Node 22.16 or newer, or install the optional package libsql.',
              zh: '请使用 Node 22.16 或更高版本，或安装可选依赖 libsql。',
            }
          : {
              en: 'Check DATABASE_URL, and that the database runs and lets this machine in.',
              zh: '请检查 DATABASE_URL，并确认数据库已启动且允许本机连接。',
            };
      return [{ ...base, verdict: 'broken', found, advice, exit: 'configuration' }];
    }
  },
};

/** Is the port free, and if not, is it us who answers there? */
export const portCheck: Check = {
  title: { en: 'Port', zh: '端口' },
  async run({ settings: { host, port }, client, signal }) {
    const base = { check: 'port', title: portCheck.title };
    const place = `${host}:${port}`;
    const problem = await tryListen(host, port);
    if (problem === undefined) {
      const found = { en: `${place} is free`, zh: `${place} 空闲` };
      return [{ ...base, verdict: 'ok', found }];
    }
    if (problem === 'EADDRINUSE') {
      if (await answersPing(`http://127.0.0.1:${port}`, client, signal)) {
        const found = { en: `a Maliang answers at ${place}`, zh: `${place} 上已有 Maliang 在运行` };
        return [{ ...base, verdict: 'ok', found }];
      }
      const found = {
        en: `${place} is taken by another program`,
        zh: `${place} 已被其他程序占用`,
      };
      const advice = {
        en: 'Set PORT to another one, or end that program.',
        zh: '请把 PORT 改为其他端口，或结束占用它的程序。',
      };
      return [{ ...base, verdict: 'broken', found, advice, exit: 'configuration' }];
    }
    const found = {
      en: `${place} cannot be listened on: ${problem}`,
      zh: `无法监听 ${place}：${problem}`,
    };
    const advice = {
      en: 'Set HOST to an address of this machine and PORT to one you may use (above 1023).',
      zh: '请把 HOST 设为本机地址，PORT 设为可用端口（大于 1023）。',
    };
    return [{ ...base, verdict: 'broken', found, advice, exit: 'configuration' }];
  },
};

/** Whether one of ours answers at an origin. */
export async function answersPing(
  origin: string,
  client: CheckTools['client'],
  signal: AbortSignal,
): Promise<boolean> {
  const asked = { method: 'GET', url: `${origin}/ping`, signal, firstByteMs: 5_000 } as const;
  const answer = await client.request(asked).catch(() => undefined);
  if (!answer) return false;
  const text = await answer.text(1024).catch(() => '');
  return answer.status === 200 && /^\{"type":"ping"\}\s*$/.test(text);
}

/** Can the data folder be written, and is there room? */
export const folderCheck: Check = {
  title: { en: 'Data folder', zh: '数据目录' },
  async run({ dataDir }) {
    const base = { check: 'folder', title: folderCheck.title };
    const probe = join(dataDir, `.doctor-${randomName().slice(0, 8)}`);
    try {
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      await writeFile(probe, 'x', { flag: 'wx', mode: 0o600 });
      await access(probe, constants.R_OK);
    } catch (thrown) {
      const found = {
        en: `${dataDir}: ${reasonOf(thrown)}`,
        zh: `${dataDir}：${reasonOf(thrown)}`,
      };
      const advice = {
        en: 'Set DATA_DIR to a folder this user may write, or mount a volume there.',
        zh: '请把 DATA_DIR 设为当前用户可写的目录，或在该处挂载卷。',
      };
      return [{ ...base, verdict: 'broken', found, advice, exit: 'configuration' }];
    } finally {
      await rm(probe, { force: true }).catch(() => undefined);
    }
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const gib = (free / 1024 ** 3).toFixed(1);
    const found = { en: `${dataDir}, ${gib} GiB free`, zh: `${dataDir}，剩余 ${gib} GiB` };
    if (free >= leastFreeBytes) return [{ ...base, verdict: 'ok', found }];
    const advice = {
      en: 'Make room, or let the oldest images go with STORAGE_LIMIT or RETENTION_DAYS.',
      zh: '请腾出空间，或用 STORAGE_LIMIT、RETENTION_DAYS 清理最旧的图片。',
    };
    return [{ ...base, verdict: 'look', found, advice }];
  },
};

/** Does the clock agree with the servers that were asked for other reasons? */
export const clockCheck: Check = {
  title: { en: 'Clock', zh: '时钟' },
  async run({ clock }) {
    const base = { check: 'clock', title: clockCheck.title };
    const ahead = clock.ahead();
    if (ahead === undefined) {
      const found = {
        en: 'not compared: no other server was asked',
        zh: '未比较：没有访问其他服务器',
      };
      return [{ ...base, verdict: 'ok', found }];
    }
    const seconds = Math.round(ahead / 1000);
    const found = {
      en: `${seconds} s ahead of the last server that answered`,
      zh: `比最近应答的服务器快 ${seconds} 秒`,
    };
    if (Math.abs(ahead) < mostSkewMs) return [{ ...base, verdict: 'ok', found }];
    const advice = {
      en: 'Turn on time synchronisation: signed requests (S3) and certificates fail otherwise.',
      zh: '请开启时间同步，否则签名请求（S3）和证书校验会失败。',
    };
    return [{ ...base, verdict: 'look', found, advice }];
  },
};

/** Which proxies requests go through. */
export const proxyCheck: Check = {
  title: { en: 'Proxy', zh: '代理' },
  async run({ settingReports }) {
    const rows = settingReports.filter(({ env }) => /^(?:HTTPS?|NO)_PROXY$/.test(env));
    const set = rows.filter(({ source }) => source !== 'unset' && source !== 'default');
    const said = set.map(({ env, value }) => `${env}=${value ?? '…'}`).join(' ');
    const found = said ? plain(said) : { en: 'none', zh: '无' };
    return [{ check: 'proxy', verdict: 'ok', title: proxyCheck.title, found } satisfies Finding];
  },
};

async function openAndClose(place: Parameters<typeof openDatabase>[0]): Promise<void> {
  const database = await openDatabase(place);
  await database?.signals.close();
  await database?.kysely.destroy();
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error) => settle(reasonCode(error)));
    server.listen(port, host, () => server.close(() => settle(undefined)));
  });
}

function reasonCode(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}
