import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/store/archive/manifest.ts';
import {
  type CreateDatabase,
  createInstallation,
  exportTo,
  fill,
  firstDay,
  forge,
  hashOf,
  type Installation,
  importFrom,
} from './archive-samples.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What exports and imports do over every database. */
export function describeArchiveContract(name: string, create: CreateDatabase): void {
  describe(`exports and imports, ${name}`, () => {
    let from: Installation;
    let to: Installation;
    let folder: string;
    let path: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'maliang-export-'));
      path = join(folder, 'export.zip');
      [from, to] = [await createInstallation(create), await createInstallation(create)];
    });
    afterEach(async () => {
      await from.close();
      await to.close();
      await rm(folder, { recursive: true });
    });

    const refusal = (work: Promise<unknown>) =>
      work.then(
        () => 'nothing was refused',
        (thrown: { code?: string }) => thrown.code ?? String(thrown),
      );
    const expectNothingIn = async (place: Installation) => {
      expect(await place.files()).toEqual({});
      expect(Object.values(await place.rows()).flat()).toEqual([]);
    };

    it('take every column of every row, and every picture, by the page', async () => {
      await fill(from, 130);
      const manifest = await exportTo(path, from);
      expect(manifest?.pictures).toMatchObject({ count: 260, missing: 0, damaged: [] });
      const report = await importFrom(path, to);
      expect(report.pictures).toEqual({ added: 260, same: 0, damaged: 0, missing: 0 });
      for (const counts of report.tables) {
        expect(counts).toMatchObject({ added: 130, same: 0, different: 0 });
      }
      expect(await to.rows()).toEqual(await from.rows());
      expect(await to.files()).toEqual(await from.files());
    });

    it('are a ZIP to everybody, its manifest in the end', async () => {
      await fill(from, 2);
      await exportTo(path, from);
      const program = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps([z.testzip(), z.namelist()[-1], z.read('tables/keys.ndjson').decode()]))`;
      const shown = execFileSync('python3', ['-c', program, path], { encoding: 'utf8' });
      const [damaged, last, keys] = JSON.parse(shown);
      expect([damaged, last]).toEqual([null, 'manifest.json']);
      const { keys: rows } = await from.rows();
      expect(
        keys
          .trim()
          .split('\n')
          .map((line: string) => JSON.parse(line)),
      ).toEqual(rows);
    });

    it('change nothing the second time, nor where they come from', async () => {
      await fill(from, 3);
      await exportTo(path, from);
      await importFrom(path, to);
      for (const place of [to, from]) {
        const before = [await place.rows(), await place.files()];
        const report = await importFrom(path, place);
        for (const counts of report.tables) {
          expect(counts).toMatchObject({ added: 0, same: 3, different: 0 });
        }
        expect(report.pictures).toMatchObject({ added: 0, same: 6 });
        expect([await place.rows(), await place.files()]).toEqual(before);
      }
    });

    it('leave alone what is there, and say what is different', async () => {
      await fill(from, 3);
      await fill(to, 2, 'b');
      await exportTo(path, from);
      await importFrom(path, to);
      await to.change('keys', 'a-keys-id-0001', { name: 'renamed' });
      const before = await to.rows();
      const report = await importFrom(path, to);
      expect(report.tables.find(({ table }) => table === 'keys')).toMatchObject({
        added: 0,
        same: 2,
        different: 1,
        examples: ['a-keys-id-0001'],
      });
      expect(await to.rows()).toEqual(before);
      expect(before.keys).toHaveLength(5);
    });

    it('do not bring back a picture that was deleted', async () => {
      await fill(from, 1);
      await exportTo(path, from);
      await importFrom(path, to);
      await to.change('assets', 'a-assets-id-0000', { deleted_at: 1 });
      await to.pictures.remove('aassets0.png');
      await importFrom(path, to);
      expect(Object.keys(await to.files())).toEqual(['afiles0.png']);
    });

    it('make a picture whole that was damaged since', async () => {
      await fill(from, 1);
      await exportTo(path, from);
      const before = await from.files();
      await writeFile(join(from.folder, 'assets', 'aassets0.png'), 'x');
      await importFrom(path, from);
      expect(await from.files()).toEqual(before);
    });

    it('take two installations that used one idempotency key', async () => {
      await fill(from, 1);
      await fill(to, 1, 'b');
      const { generations } = await from.rows();
      const { owner = null, idempotency_key = null } = generations?.[0] ?? {};
      await to.change('generations', 'b-generations-id-0000', { owner, idempotency_key });
      await exportTo(path, from);
      const { tables } = await importFrom(path, to);
      expect(tables.every(({ added }) => added === 1)).toBe(true);
      const after = (await to.rows()).generations?.map((row) => row.idempotency_key);
      expect(after?.toSorted()).toEqual([idempotency_key, null].toSorted());
    });

    it('end what was under way, so that nobody sends it again', async () => {
      await fill(from, 2);
      await from.change('generations', 'a-generations-id-0000', {
        state: 'accepted',
        ended_at: null,
      });
      await from.change('generations', 'a-generations-id-0001', { state: 'sent', ended_at: null });
      await from.change('webhooks', 'a-webhooks-id-0000', {
        next_attempt_at: 1,
        delivered_at: null,
      });
      await exportTo(path, from);
      await importFrom(path, to);
      const { generations, webhooks } = await to.rows();
      for (const row of generations ?? []) {
        expect(row).toMatchObject({
          state: 'outcome_unknown',
          lease_owner: null,
          error_code: 'outcome_unknown',
          ended_at: Date.UTC(2026, 10, 20),
        });
      }
      expect(webhooks?.[0]?.next_attempt_at).toBeNull();
      const again = await importFrom(path, to);
      expect(again.tables.every(({ same }) => same === 2)).toBe(true);
    });

    it('take only what was made since a day, with what belongs to it', async () => {
      await fill(from, 10);
      const manifest = await exportTo(path, from, { since: firstDay + 7 * dayMs });
      expect(manifest?.pictures.count).toBe(6);
      await importFrom(path, to);
      const { generations, assets, webhooks, keys } = await to.rows();
      expect([generations, assets, webhooks, keys].map((rows) => rows?.length)).toEqual([
        3, 3, 3, 10,
      ]);
      expect(Object.keys(await to.files())).toHaveLength(6);
    });

    it('leave the pictures out where that is wished', async () => {
      await fill(from, 2);
      const manifest = await exportTo(path, from, { withPictures: false });
      expect(manifest?.pictures).toMatchObject({ included: false, count: 0, missing: 0 });
      await importFrom(path, to);
      expect(await to.rows()).toEqual(await from.rows());
      expect(await to.files()).toEqual({});
    });

    it('tell of pictures that are gone or damaged, and take the rest', async () => {
      await fill(from, 3);
      await unlink(join(from.folder, 'assets', 'aassets0.png'));
      const damaged = join(from.folder, 'assets', 'aassets1.png');
      const bytes = await readFile(damaged);
      bytes[bytes.length - 1] = 0x21;
      await writeFile(damaged, bytes);
      const manifest = await exportTo(path, from);
      expect(manifest?.pictures).toMatchObject({ count: 5, missing: 1, damaged: ['aassets1.png'] });
      const report = await importFrom(path, to);
      expect(report.pictures).toEqual({ added: 4, same: 0, damaged: 1, missing: 1 });
      expect(await to.files()).not.toHaveProperty(['aassets1.png']);
    });

    it('show one moment, whoever writes meanwhile', async () => {
      await fill(from, 150);
      const before = await from.rows();
      const second = await from.open();
      const destination = new PassThrough({ highWaterMark: 1 });
      const exported = exportTo(path, from, { destination });
      const pieces: Buffer[] = [];
      let meanwhile = false;
      for await (const piece of destination) {
        pieces.push(piece);
        if (meanwhile || pieces.length < 3) continue;
        meanwhile = true;
        await second.kysely.updateTable('generations').set({ prompt: 'new' }).execute();
      }
      await exported;
      expect(meanwhile).toBe(true);
      await second.kysely.destroy();
      await writeFile(path, Buffer.concat(pieces));
      await importFrom(path, to);
      expect(await to.rows()).toEqual(before);
    });

    it('stop when they are told to, and leave nothing', async () => {
      await fill(from, 5);
      const abort = new AbortController();
      const { signal } = abort;
      const exported = exportTo(path, from, { signal, onProgress: () => abort.abort() });
      await expect(exported).rejects.toThrow('aborted');
      await exportTo(path, from);
      const parts = new Set<string>();
      for (const part of ['pictures', 'spend']) {
        const stopping = new AbortController();
        const onProgress = (now: string) => {
          parts.add(now);
          if (now === part) stopping.abort();
        };
        const imported = importFrom(path, to, { signal: stopping.signal, onProgress });
        await expect(imported).rejects.toThrow('aborted');
        await expectNothingIn(to);
      }
      expect([...parts]).toContain('spend');
    });

    const rowsOf = (files: Map<string, Buffer>, table: string) =>
      String(files.get(`tables/${table}.ndjson`));
    const replaceIn =
      (table: string, old: string | RegExp, by: string) => (files: Map<string, Buffer>) =>
        void files.set(
          `tables/${table}.ndjson`,
          Buffer.from(rowsOf(files, table).replace(old, by)),
        );
    const picture = 'pictures/aassets0.png';
    const html = Buffer.from('<html><script>alert(1)</script></html>');

    it.each<[string, (files: Map<string, Buffer>) => void, boolean]>([
      ['a changed record', replaceIn('keys', '狐', '貓'), false],
      ['a record too few', replaceIn('spend', /^.*\n/, ''), false],
      ['a record without an end', replaceIn('keys', /\n$/, ''), true],
      ['a record that is none', replaceIn('keys', /^.*\n/, '[1]\n'), true],
      [
        'a record of the wrong type',
        replaceIn('keys', /"created_at":\d+/, '"created_at":"x"'),
        true,
      ],
      [
        'a record without what it needs',
        replaceIn('keys', /"name":"[^"]*/, '"name":null,"x":"'),
        true,
      ],
      [
        'another picture',
        (files) => void files.set(picture, files.get('pictures/aassets1.png') ?? html),
        false,
      ],
      ['a missing picture', (files) => void files.delete(picture), false],
      ['a picture of nobody', (files) => void files.set('pictures/x.png', html), true],
      ['a file of nobody', (files) => void files.set('x.sh', html), true],
      ['a missing table', (files) => void files.delete('tables/keys.ndjson'), false],
      ['no manifest', (files) => void files.delete('manifest.json'), false],
      [
        'a manifest of somebody else',
        (files) => void files.set('manifest.json', Buffer.from('{}')),
        false,
      ],
      ['an asset of nobody', replaceIn('assets', 'a-generations-id-0000', 'no-such'), true],
      [
        'a page that calls itself a picture',
        (files) => {
          files.set(picture, html);
          const sizeOf =
            /"name":"aassets0.png","media_type":"image\/png"(.*?)"size":\d+,"sha256":"\w+"/;
          const forged = `"name":"aassets0.png","media_type":"text/html"$1"size":${html.length},"sha256":"${hashOf(html)}"`;
          replaceIn('assets', sizeOf, forged)(files);
        },
        true,
      ],
      [
        'a picture under a name that leaves its folder',
        (files) => {
          const bytes = files.get(picture) ?? html;
          files.delete(picture);
          files.set('pictures/sub/aassets0.png', bytes);
          replaceIn('assets', 'aassets0.png', 'sub/aassets0.png')(files);
        },
        true,
      ],
    ])('refuse %s, and leave nothing', async (what, change, fixes) => {
      await fill(from, 2);
      await exportTo(path, from);
      await forge(path, change, fixes);
      const code = await refusal(importFrom(path, to));
      if (what !== 'an asset of nobody') expect(code).toBe('export_unusable');
      else expect(code).not.toBe('nothing was refused');
      await expectNothingIn(to);
    });

    it('refuse what is cut off, and leave nothing', async () => {
      await fill(from, 2);
      await exportTo(path, from);
      const { length } = await readFile(path);
      for (const kept of [0, 1, 1000, length - 1]) {
        await truncate(path, kept);
        expect(await refusal(importFrom(path, to))).toBe('export_unusable');
        await exportTo(path, from);
      }
      await expectNothingIn(to);
    });

    it('refuse what only a newer version knows', async () => {
      await fill(from, 2);
      const edits: ((manifest: Manifest) => void)[] = [
        (manifest) => void Object.assign(manifest, { version: 2 }),
        (manifest) => void manifest.tables[0]?.columns.push('mood'),
        (manifest) => void manifest.tables.push({ ...manifest.tables[0]!, name: 'moods' }),
      ];
      for (const edit of edits) {
        await exportTo(path, from);
        await forge(path, (files) => {
          const manifest: Manifest = JSON.parse(String(files.get('manifest.json')));
          edit(manifest);
          files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
        });
        expect(await refusal(importFrom(path, to))).toBe('export_newer');
      }
      await expectNothingIn(to);
    });
  });
}
