import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Finding, plain } from '../../../core/doctor/finding.ts';
import { type Check, type CheckTools, reasonOf } from './checks.ts';
import { answersPing } from './machine-checks.ts';

/** Do people reach this server under the address they are told, and do events come as they are sent? */
export const publicUrlCheck: Check = {
  title: { en: 'Public address', zh: '公开地址' },
  async run(tools) {
    const { settings, client, signal } = tools;
    const base = { check: 'public_url', title: publicUrlCheck.title };
    const { publicUrl } = settings;
    if (publicUrl === undefined) {
      const found = { en: 'PUBLIC_URL is not set', zh: '未设置 PUBLIC_URL' };
      return [{ ...base, verdict: 'ok', found }];
    }
    const origin = publicUrl.replace(/\/+$/, '');
    if (await answersPing(origin, client, signal)) {
      const found = { en: `${origin} answers`, zh: `${origin} 可以访问` };
      return [{ ...base, verdict: 'ok', found }, await checkEvents(origin, tools)];
    }
    const found = {
      en: `${origin} does not answer as a Maliang`,
      zh: `${origin} 没有返回 Maliang 的响应`,
    };
    const advice = {
      en: 'Start the server, and check DNS, the certificate and the reverse proxy. Some networks cannot reach their own public address.',
      zh: '请启动服务，并检查 DNS、证书和反向代理。有些网络无法从内部访问自己的公开地址。',
    };
    return [{ ...base, verdict: 'broken', found, advice, exit: 'configuration' }];
  },
};

/** The server sends its two events a second apart. */
const leastGapMs = 400;

async function checkEvents(origin: string, { client, signal }: CheckTools): Promise<Finding> {
  const base = { check: 'events', title: { en: 'Event streams', zh: '事件流' } };
  const times: number[] = [];
  try {
    const headers = { accept: 'text/event-stream' };
    const asked = { method: 'GET', url: `${origin}/ping`, headers, firstByteMs: 10_000 } as const;
    const answer = await client.request({ ...asked, signal });
    let text = '';
    for await (const chunk of answer.body) {
      text += chunk.toString('utf8');
      const seen = text.split('event: ping').length - 1;
      while (times.length < seen) times.push(Date.now());
    }
  } catch (thrown) {
    const found = plain(reasonOf(thrown));
    return { ...base, verdict: 'look', found };
  }
  const [first, second] = times;
  if (first === undefined || second === undefined) {
    const found = {
      en: 'not told: an older server answers there',
      zh: '无法判断：该处是较旧的版本',
    };
    return { ...base, verdict: 'look', found };
  }
  if (second - first >= leastGapMs) {
    const found = { en: 'come as they are sent', zh: '实时到达' };
    return { ...base, verdict: 'ok', found };
  }
  return {
    ...base,
    verdict: 'look',
    found: { en: 'are held back by a proxy', zh: '被反向代理缓冲' },
    advice: {
      en: 'Turn buffering and compression off for this server (nginx: proxy_buffering off), or previews come all at once.',
      zh: '请为本服务关闭缓冲和压缩（nginx：proxy_buffering off），否则预览会一次性到达。',
    },
  };
}

const handshakeMs = 15_000;

/** Does this very installation speak MCP over stdio, as programs start it? */
export const mcpCheck: Check = {
  title: { en: 'MCP over stdio', zh: 'MCP（stdio）' },
  async run({ ownCommand: { command, args }, environment, signal }) {
    const base = { check: 'mcp', title: mcpCheck.title };
    const began = Date.now();
    const env = Object.fromEntries(
      Object.entries(environment).filter(([, value]) => value !== undefined),
    );
    const child = spawn(command, [...args, 'mcp'], { env });
    const late = AbortSignal.any([signal, AbortSignal.timeout(handshakeMs)]);
    try {
      const version = await shakeHands(child, late);
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      const found = {
        en: `answers in ${seconds} s (${version})`,
        zh: `${seconds} 秒内应答（${version}）`,
      };
      return [{ ...base, verdict: 'ok', found }];
    } catch (thrown) {
      const advice = {
        en: 'Run `maliang mcp` by hand to see what it says.',
        zh: '请手动运行 `maliang mcp` 查看输出。',
      };
      return [{ ...base, verdict: 'broken', found: plain(reasonOf(thrown)), advice }];
    } finally {
      child.stdin.destroy();
      child.kill();
    }
  },
};

function shakeHands(child: ChildProcessWithoutNullStreams, signal: AbortSignal): Promise<string> {
  return new Promise((settle, fail) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = `${said}${chunk}`.slice(-500);
    });
    child.once('error', fail).once('exit', (code) => fail(new Error(`exit ${code}: ${said}`)));
    child.stdin.on('error', () => {});
    signal.addEventListener('abort', () => fail(new Error('no answer in time')), { once: true });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const version = protocolOf(line);
      if (version) settle(version);
      else fail(new Error(`not MCP: ${line.slice(0, 200)}`));
    });
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'maliang-doctor', version: '1' },
    };
    const hello = { jsonrpc: '2.0', id: 1, method: 'initialize', params };
    child.stdin.write(`${JSON.stringify(hello)}\n`);
  });
}

function protocolOf(line: string): string | undefined {
  try {
    const { result } = JSON.parse(line) as { result?: { protocolVersion?: string } };
    return result?.protocolVersion;
  } catch {
    return undefined;
  }
}
