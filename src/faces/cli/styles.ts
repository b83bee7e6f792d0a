import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Style } from '../../core/style.ts';
import { parseStyle } from '../../core/styles/style-request.ts';
import type { Styles } from '../../core/styles.ts';

/** What `maliang styles` works with. */
export interface StylesTools {
  styles: Styles;
  caller: Caller;
  json: boolean;
}

/** `maliang styles list|show|create|delete`: a style is made from a file of JSON. */
export async function styles(words: readonly string[], tools: StylesTools): Promise<void> {
  const { caller, json } = tools;
  const [action = 'list', name = ''] = words;
  const lineOf = ({ name, title, about }: Style) =>
    [name, title[caller.locale], about[caller.locale]].filter(Boolean).join('  ');
  switch (action) {
    case 'list': {
      const all = await tools.styles.list(caller);
      return print(json ? JSON.stringify(all, null, 2) : all.map(lineOf).join('\n'));
    }
    case 'show':
      return print(JSON.stringify(await tools.styles.find(name, caller), null, 2));
    case 'create': {
      const style = await tools.styles.save(parseStyle(await readStyle(name)), caller);
      return print(json ? JSON.stringify(style, null, 2) : lineOf(style));
    }
    case 'delete':
      return tools.styles.remove(name, caller);
    default: {
      const reason = 'the actions are list, show, create and delete.';
      throw new AppError('unknown_argument', { got: action, reason });
    }
  }
}

/** The fields of a style, as `POST /v1/styles` takes them. */
async function readStyle(file: string): Promise<Parameters<typeof parseStyle>[0]> {
  if (file === '') {
    const expected = {
      en: 'Name a JSON file: maliang styles create brand.json; - reads stdin.',
      zh: '请指定 JSON 文件：maliang styles create brand.json；- 表示标准输入。',
    };
    throw new AppError('missing_parameter', { param: 'file', expected });
  }
  try {
    const json = file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
    const { reference_images: referenceImages, ...fields } = JSON.parse(json);
    return { referenceImages, ...fields };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new AppError('invalid_json', { reason }, { cause });
  }
}

function print(text: string): void {
  if (text !== '') process.stdout.write(`${text}\n`);
}
