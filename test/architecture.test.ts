import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');

/** The floors of the house, the ground first; rooms on one floor never meet. */
const floors = [
  ['kit'],
  ['core'],
  ['providers', 'hosts', 'store', 'limits', 'jobs', 'telemetry'],
  ['config'],
  ['app'],
  ['faces/cli', 'faces/http', 'faces/mcp', 'faces/web'],
  ['launch'],
  ['main'],
];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') || file.endsWith('.tsx'))
  .map((file) => file.replaceAll('\\', '/'));
const sources = files.filter((file) => !file.includes('.test.'));
const textOf = (file: string) => readFileSync(join(src, file), 'utf8');
const linesOf = (file: string) => textOf(file).split('\n').length - 1;

function roomOf(file: string): string {
  const rooms = floors.flat();
  const room = rooms.find((name) => file === `${name}.ts` || file.startsWith(`${name}/`));
  if (!room) throw new Error(`${file} stands in no room of the house`);
  return room;
}

function floorOf(file: string): number {
  const room = roomOf(file);
  return floors.findIndex((rooms) => rooms.includes(room));
}

function importsOf(file: string): string[] {
  const found = textOf(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...found].map(([, path]) =>
    relative(src, resolve(dirname(join(src, file)), path ?? '')).replaceAll('\\', '/'),
  );
}

describe('the house', () => {
  it('has a room for every file', () => {
    for (const file of files) expect(roomOf(file)).toBeTypeOf('string');
  });

  it('imports down only, and rooms on one floor never meet', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((other) => {
          const up = floorOf(other) > floorOf(file);
          const across = floorOf(other) === floorOf(file) && roomOf(other) !== roomOf(file);
          return up || across;
        })
        .map((other) => `${file} → ${other}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]) => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const other of importsOf(file))
        if (sources.includes(other)) visit(other, [...path, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('reads the table of providers, and so the settings, without loading an HTTP client', () => {
    const loading = sources.filter(
      (file) =>
        file.startsWith('providers/') &&
        /import (?!type\b)[^;]*?kit\/http-client\.ts'/.test(textOf(file)),
    );
    expect(loading).toEqual([]);
  });

  it('imports the product nowhere in the kit', () => {
    const product = /\b(?:maliang|generation|lsky|openai)\b/i;
    const saying = sources.filter((file) => file.startsWith('kit/') && product.test(textOf(file)));
    expect(saying).toEqual([]);
  });
});

describe('house numbers', () => {
  it('keep every file within 400 lines and the median within 100', () => {
    const lengths = sources.map(linesOf).sort((a, b) => a - b);
    expect(sources.filter((file) => linesOf(file) > 400)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(100);
  });

  it('allow one reader of the environment', () => {
    const readers = sources.filter((file) => textOf(file).includes('process.env'));
    expect(readers).toEqual(['main.ts']);
  });

  it('allow no default exports, no any and no silenced types', () => {
    const banned = /export default|@ts-(?:ignore|nocheck|expect-error)|\bas any\b|: any\b/;
    expect(files.filter((file) => banned.test(textOf(file)))).toEqual([]);
  });

  it('give every adapter file its test', () => {
    const adapters = sources.filter((file) => /^(?:providers|hosts)\/[\w-]+\.ts$/.test(file));
    const untested = adapters.filter((file) => !files.includes(file.replace('.ts', '.test.ts')));
    expect(untested.filter((file) => !file.endsWith('index.ts'))).toEqual([]);
  });

  it('say on every export what it is for', () => {
    const silent = sources.flatMap((file) => {
      const lines = textOf(file).split('\n');
      return lines.flatMap((line, at) => {
        const declares = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/.exec(
          line,
        );
        const above = lines[at - 1]?.trim() ?? '';
        return declares && !above.endsWith('*/') ? [`${file}: ${declares[1]}`] : [];
      });
    });
    expect(silent).toEqual([]);
  });
});
