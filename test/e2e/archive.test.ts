import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../parts/postgres-server.ts';
import {
  bundle,
  createSandbox,
  runMaliang,
  type Sandbox,
  type ServeProcess,
  startServe,
} from './maliang-process.ts';
import { postJson } from './post-json.ts';

const admin = { authorization: 'Bearer admin-key' };

interface Seen {
  /** What the history tells. */
  history: unknown;
  /** Hex of every picture, by its path. */
  pictures: Record<string, string>;
}

/** Everything a client can see of an installation. */
async function see(server: ServeProcess): Promise<Seen> {
  const answer = await request(`${server.url}/v1/generations?limit=100`, { headers: admin });
  expect(answer.statusCode).toBe(200);
  const text = (await answer.body.text()).replaceAll(server.url, '');
  const pictures: Record<string, string> = {};
  for (const [path] of text.matchAll(/\/i\/[\w.]+/g)) {
    const picture = await request(`${server.url}${path}`);
    expect(picture.statusCode).toBe(200);
    pictures[path] = Buffer.from(await picture.body.arrayBuffer()).toString('hex');
  }
  return { history: JSON.parse(text), pictures };
}

const paint = (server: ServeProcess, headers: Record<string, string>, prompt: string) =>
  postJson(`${server.url}/v1/images/generations`, { prompt, size: '256x256' }, headers);

describe('export, import and migrate', () => {
  let folder: string;
  let source: ServeProcess;
  let sandbox: Sandbox;
  let secret: string;
  let seen: Seen;
  let file: string;

  const serve = (dataDir: string, env: Record<string, string> = {}) =>
    startServe({ DATA_DIR: dataDir, ADMIN_KEY: 'admin-key', ...env });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maliang-e2e-archive-'));
    file = join(folder, 'all.zip');
    source = await serve(join(folder, 'source'));
    sandbox = await createSandbox({ DATA_DIR: join(folder, 'source') });
    const made = await runMaliang(
      ['keys', 'create', '--name', 'ann', '--usd-per-day', '1'],
      sandbox,
    );
    secret = made.stdout.trim();
    const mine = { authorization: `Bearer ${secret}` };
    for (const prompt of ['一只狐狸', 'a hare', 'a whale']) {
      expect((await paint(source, mine, prompt)).status).toBe(200);
    }
    expect((await paint(source, admin, 'a bear')).status).toBe(200);
    seen = await see(source);
    expect(Object.keys(seen.pictures)).toHaveLength(4);
  });
  afterAll(async () => {
    await source.stop();
    await sandbox.remove();
    await rm(folder, { recursive: true });
  });

  it('moves everything into a fresh folder, from beside a running server', async () => {
    const exported = await runMaliang(['export', '-o', file], sandbox);
    expect(exported).toMatchObject({ code: 0, stdout: `${file}\n` });
    expect(exported.stderr).toContain('4 pictures');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'latin1');
    expect(text).not.toContain(secret);
    const program = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())';
    expect(execFileSync('python3', ['-c', program, file], { encoding: 'utf8' })).toBe('None\n');

    const dataDir = join(folder, 'fresh');
    const fresh = await createSandbox({ DATA_DIR: dataDir });
    const imported = await runMaliang(['import', file], fresh);
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.stdout).toMatch(/generations +4 +0 +0/);
    expect(imported.stdout).toMatch(/pictures +4 +0 +0/);
    const again = await runMaliang(['import', file, '--json'], fresh);
    expect(JSON.parse(again.stdout).pictures).toMatchObject({ added: 0, same: 4 });

    const server = await serve(dataDir);
    expect(await see(server)).toEqual(seen);
    expect((await paint(server, { authorization: `Bearer ${secret}` }, 'more')).status).toBe(200);
    await server.stop();
    await fresh.remove();
  });

  it('goes through pipes as well', async () => {
    const fresh = await createSandbox({ DATA_DIR: join(folder, 'piped') });
    const from = spawn(process.execPath, [bundle, 'export', '-o', '-'], { env: sandbox.env });
    const into = spawn(process.execPath, [bundle, 'import', '-'], { env: fresh.env });
    from.stderr.resume();
    into.stderr.resume();
    from.stdout.pipe(into.stdin);
    let said = '';
    into.stdout.on('data', (piece) => {
      said += piece;
    });
    const [[left], [right]] = await Promise.all([once(from, 'exit'), once(into, 'close')]);
    expect([left, right]).toEqual([0, 0]);
    expect(said).toMatch(/generations +4 +0 +0/);
    expect(await readdir(join(folder, 'piped', 'spool'))).toEqual([]);
    await fresh.remove();
  });

  it('says so where whoever reads from it goes away', async () => {
    const child = spawn(process.execPath, [bundle, 'export', '-o', '-'], { env: sandbox.env });
    child.stdout.destroy();
    const exited = once(child, 'exit');
    let said = '';
    child.stderr.on('data', (piece) => {
      said += piece;
    });
    expect((await exited)[0]).toBe(1);
    expect(said).toContain('stdout cannot be written (EPIPE)');
  });

  it('overwrites nothing by itself, and leaves nothing half written', async () => {
    const taken = join(folder, 'taken.zip');
    await writeFile(taken, 'mine');
    const refused = await runMaliang(['export', '-o', taken], sandbox);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--force');
    expect(await readFile(taken, 'utf8')).toBe('mine');
    expect((await runMaliang(['export', '-o', taken, '--force'], sandbox)).code).toBe(0);
    expect(await readFile(taken, 'latin1')).toMatch(/^PK/);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('refuses a file that is cut off, in words, and changes nothing', async () => {
    const cut = join(folder, 'cut.zip');
    await runMaliang(['export', '-o', cut], sandbox);
    await truncate(cut, (await stat(cut)).size - 100);
    const fresh = await createSandbox({ DATA_DIR: join(folder, 'cut'), LANG: 'zh_CN.UTF-8' });
    const { code, stdout, stderr } = await runMaliang(['import', cut], fresh);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('文件末尾缺失');
    expect(await readdir(join(folder, 'cut', 'assets'))).toEqual([]);
    await fresh.remove();
  });

  it.each([
    [['import'], 2, 'maliang import'],
    [['import', 'no-such.zip'], 1, 'no-such.zip'],
    [['export', '--since', 'yesterday'], 2, '2026-11-01'],
    [['import', '.'], 1, 'maliang export'],
    [['migrate'], 2, '--to'],
    [['migrate', '--to', 'mysql://root:geheim@db.test/x'], 2, 'postgres://'],
    [['generate', 'a fox', '--force'], 2, '--force'],
  ])('answers %j with exit code %i and what to do', async (words, code, said) => {
    const empty = await createSandbox();
    const answer = await runMaliang(words, empty);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toContain(said);
    expect(answer.stderr).not.toContain('geheim');
    await empty.remove();
  });

  it('says where there is nothing to export, and makes nothing', async () => {
    const empty = await createSandbox();
    const answer = await runMaliang(['export', '-o', 'none.zip'], empty);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('DATA_DIR');
    expect(await readdir(empty.folder)).toEqual([]);
    await empty.remove();
  });

  it('says where a file cannot be written', async () => {
    const out = join(folder, 'no-such-folder', 'all.zip');
    const { code, stderr } = await runMaliang(['export', '-o', out], sandbox);
    expect(code).toBe(1);
    expect(stderr).toContain(`${out} cannot be written (ENOENT)`);
  });

  describe('with PostgreSQL', () => {
    let postgres: PostgresServer;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.remove());

    it('migrates the records, and the server goes on there with the same pictures', async () => {
      const url = await postgres.createDatabase();
      const dataDir = join(folder, 'moving');
      const fresh = await createSandbox({ DATA_DIR: dataDir });
      expect((await runMaliang(['import', file], fresh)).code).toBe(0);
      const moved = await runMaliang(['migrate', '--to', url], fresh);
      expect(moved).toMatchObject({ code: 0 });
      expect(moved.stdout).toMatch(/generations +4 +0 +0/);
      expect(moved.stderr).toContain('DATABASE_URL');
      expect(moved.stdout + moved.stderr).not.toContain(new URL(url).password);
      const twice = await runMaliang(['migrate'], {
        ...fresh,
        env: { ...fresh.env, DATABASE_URL: url },
      });
      expect(twice.code).toBe(1);
      expect(twice.stderr).toContain('--merge');

      const server = await serve(dataDir, { DATABASE_URL: url });
      expect(await see(server)).toEqual(seen);
      expect((await paint(server, { authorization: `Bearer ${secret}` }, 'more')).status).toBe(200);
      await server.stop();
      await fresh.remove();
    });
  });
});
