import type { IncomingMessage } from 'node:http';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { AppError } from '../../core/errors.ts';
import type { JsonPath } from '../../kit/base64-json.ts';
import { ScanError } from '../../kit/base64-json.ts';
import { type SpooledJson, spoolJson } from '../../kit/spool-json.ts';
import { drainBody } from './drain.ts';

/** Which strings of a document are pictures. */
export interface SpooledJsonOptions {
  /** The path it is shown changes afterwards: not to be kept. */
  isPicture(path: JsonPath): boolean;
  maxPictures: number;
  /** Of each picture. */
  maxMebibytes: number;
}

const maxJsonMebibytes = 1;
const mebibyte = 1024 * 1024;

/**
 * Reads a JSON body whose long base64 goes into spools as it comes. Throws `invalid_json`,
 * `invalid_value` or `too_large`; no spool is left then.
 */
export async function readSpooledJson(
  incoming: IncomingMessage,
  assets: Pick<AssetFolder, 'begin'>,
  { isPicture, maxPictures, maxMebibytes }: SpooledJsonOptions,
): Promise<SpooledJson> {
  let count = 0;
  const begin = async () => {
    count += 1;
    if (count > maxPictures) throw tooMany(maxPictures);
    return assets.begin();
  };
  try {
    const chunks: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
    return await spoolJson(chunks, {
      isBase64: isPicture,
      begin,
      maxBase64Bytes: maxMebibytes * mebibyte,
      maxJsonBytes: maxJsonMebibytes * mebibyte,
    });
  } catch (thrown) {
    await drainBody(incoming);
    throw thrown instanceof ScanError ? explain(thrown) : thrown;
  }
}

function explain(error: ScanError): AppError {
  if (error.kind === 'too-large') {
    const limit = {
      en: `${maxJsonMebibytes} MiB beside its pictures`,
      zh: `${maxJsonMebibytes} MiB（不含图片）`,
    };
    return new AppError('too_large', { param: 'body', limit }, { cause: error });
  }
  const reason =
    error.kind === 'truncated'
      ? { en: 'it is cut off', zh: '内容不完整' }
      : { en: 'it does not parse', zh: '无法解析' };
  return new AppError('invalid_json', { reason }, { cause: error });
}

function tooMany(most: number): AppError {
  const param = 'images';
  const expected = { en: `at most ${most} pictures`, zh: `最多 ${most} 张图片` };
  const got = { en: 'more', zh: '更多' };
  return new AppError('invalid_value', { param, expected, got }, { param });
}
