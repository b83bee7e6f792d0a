import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openZip, ZipError } from './read-zip.ts';
import { streamZip } from './zip-stream.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-zip-'));
  path = join(folder, 'some.zip');
});
afterEach(() => rm(folder, { recursive: true }));

/** A ZIP by a writer that we did not write. */
function python(program: string): void {
  const words = ['-c', `import sys, zipfile, struct\npath = sys.argv[1]\n${program}`];
  execFileSync('python3', [...words, path], { stdio: ['ignore', 'pipe', 'ignore'] });
}

async function writeFiles(files: Record<string, string>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, text]) => ({
    name,
    modifiedAt: new Date(),
    bytes: (async function* () {
      yield Buffer.from(text);
    })(),
  }));
  await pipeline(streamZip(entries), createWriteStream(path));
  return readFile(path);
}

async function readText(name: string): Promise<string> {
  const zip = await openZip(path);
  try {
    const found: Buffer[] = [];
    for await (const piece of zip.read(name)) found.push(piece);
    return Buffer.concat(found).toString();
  } finally {
    await zip.close();
  }
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ZipError) return error.kind;
  throw new Error(`no ZipError but ${error}`);
}

describe('openZip', () => {
  it('reads what others wrote, stored or deflated, and leaves folders out', async () => {
    python(`
with zipfile.ZipFile(path, 'w') as z:
  z.mkdir('f') if hasattr(z, 'mkdir') else z.writestr('f/', '')
  z.writestr('f/狐', 'stored')
  z.writestr('packed', 'fox' * 100000, zipfile.ZIP_DEFLATED)
  z.comment = b'PK\\x05\\x06 a comment'`);
    const zip = await openZip(path);
    expect([...zip.entries.keys()]).toEqual(['f/狐', 'packed']);
    await zip.close();
    expect(await readText('f/狐')).toBe('stored');
    expect(await readText('packed')).toBe('fox'.repeat(100_000));
  });

  it.each(['../up', 'a/../../up', '/etc/passwd', 'C:/windows', 'a\\b', 'a/./b', 'a\nb'])(
    'refuses the name %j',
    async (name) => {
      await writeFiles({ [name]: 'x' });
      expect(await refusal(openZip(path))).toBe('unsafe-name');
    },
  );

  it('refuses what is no ZIP, an empty file too', async () => {
    for (const bytes of ['', 'x', 'x'.repeat(100_000)]) {
      await writeFile(path, bytes);
      expect(await refusal(openZip(path))).toBe('no-zip');
    }
  });

  it('refuses one that is cut off, wherever it is', async () => {
    const whole = await writeFiles({ a: 'fox'.repeat(20), b: 'hare' });
    for (let length = 4; length < whole.length; length += 1) {
      await writeFile(path, whole.subarray(0, length));
      expect(await refusal(openZip(path))).toBe('truncated');
    }
  });

  it('refuses one with something missing in the middle', async () => {
    const whole = await writeFiles({ a: 'fox'.repeat(20), b: 'hare' });
    await writeFile(path, Buffer.concat([whole.subarray(0, 40), whole.subarray(50)]));
    expect(await refusal(openZip(path))).toBe('broken-directory');
  });

  it('notices every changed byte of what it holds', async () => {
    const whole = await writeFiles({ a: 'fox' });
    const at = whole.indexOf('fox');
    for (let place = at; place < at + 3; place += 1) {
      const changed = Buffer.from(whole);
      changed[place] = 0x21;
      await writeFile(path, changed);
      expect(await refusal(readText('a'))).toBe('broken-entry');
    }
  });

  it('refuses a name that is there twice', async () => {
    python(`
with zipfile.ZipFile(path, 'w') as z:
  z.writestr('a', '1')
  z.writestr('a', '2')`);
    expect(await refusal(openZip(path))).toBe('broken-directory');
  });

  it('refuses entries that share their bytes', async () => {
    python(`
with zipfile.ZipFile(path, 'w') as z:
  z.writestr('a', 'x' * 1000)
  z.writestr('b', 'x' * 1000)
  z.getinfo('b').header_offset = z.getinfo('a').header_offset`);
    expect(await refusal(openZip(path))).toBe('broken-directory');
  });

  it('refuses ways of packing it does not know, and encryption', async () => {
    python(`zipfile.ZipFile(path, 'w').writestr('a', 'x', zipfile.ZIP_BZIP2)`);
    expect(await refusal(openZip(path))).toBe('unsupported');
    const whole = await writeFiles({ a: 'fox' });
    const directory = whole.lastIndexOf('PK\u0001\u0002');
    whole.writeUInt16LE(1, directory + 8);
    await writeFile(path, whole);
    expect(await refusal(openZip(path))).toBe('unsupported');
  });

  it('stops unpacking at the size that an entry says it has', async () => {
    python(`
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
  z.writestr('bomb', bytes(200 * 1024 * 1024))
data = bytearray(open(path, 'rb').read())
at = data.rfind(b'PK\\x01\\x02')
struct.pack_into('<I', data, at + 24, 1000)
open(path, 'wb').write(data)`);
    const before = process.memoryUsage.rss();
    expect(await refusal(readText('bomb'))).toBe('broken-entry');
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('says so where packed bytes cannot be unpacked', async () => {
    python(`
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
  z.writestr('a', 'fox' * 1000)
data = bytearray(open(path, 'rb').read())
data[31:40] = b'\\xff' * 9
open(path, 'wb').write(data)`);
    expect(await refusal(readText('a'))).toBe('broken-entry');
  });
});
