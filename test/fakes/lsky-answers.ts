/** An answer as it goes out on the wire. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What a stored image is told as. */
export interface StoredImage {
  key: string;
  url: string;
  fileName: string;
  mediaType: string;
  /** In bytes. */
  size: number;
  sha256: string;
}

/** Refusals and breakdowns that are an answer, by the name of the mode that asks for them. */
export const failureAnswers = {
  '401': () => phpJson(401, refusal('Authentication failed.')),
  '403': () => phpJson(403, refusal('管理员未启用 API')),
  '404': () => webPage(404, 'Not Found'),
  '302': (origin) => webPage(302, 'Redirecting', { location: `${origin}/login` }),
  '429': () =>
    phpJson(429, refusal('Too Many Attempts.'), {
      'retry-after': '37',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 37),
    }),
  '500-json': () => phpJson(500, { message: 'Server Error' }),
  '500-html': () => webPage(500, 'Server Error'),
  '200-html': () => webPage(200, 'Under construction'),
  business: () => businessFailure('图片上传失败'),
  quota: () => businessFailure('储存空间不足'),
  type: () => businessFailure('不支持的文件类型'),
  size: () => businessFailure('图片大小超出限制'),
  'per-minute': () => businessFailure('每分钟内你最多可以上传 20 张图片'),
} satisfies Record<string, (origin: string) => WireAnswer>;

/** Answers of a server in good health that nobody has to ask for by a mode. */
export const answers = {
  guestsRefused: () => businessFailure('管理员关闭了游客上传'),
  serverTrouble: () => businessFailure('服务异常，请稍后再试'),
  /** It says the same of a key that nobody has. */
  deleted: () => phpJson(200, { status: true, message: '删除成功', data: {} }),
};

function businessFailure(message: string): WireAnswer {
  return phpJson(200, refusal(message));
}

/** The success of an upload; `links` can be left out as a broken storage strategy does. */
export function uploadSuccess(image: StoredImage, links: boolean): WireAnswer {
  const { key, url, fileName, mediaType, size, sha256 } = image;
  const name = url.slice(url.lastIndexOf('/') + 1);
  const data = {
    key,
    name,
    pathname: url.slice(url.indexOf('/i/') + '/i/'.length),
    origin_name: fileName,
    size: size / 1024,
    mimetype: mediaType,
    extension: name.slice(name.lastIndexOf('.') + 1),
    // The real ones are of the re-encoded file, so they match nothing of ours either.
    md5: sha256.slice(0, 32),
    sha1: sha256.slice(0, 40),
    ...(links && { links: linksOf(url, fileName) }),
  };
  return phpJson(200, { status: true, message: '上传成功', data });
}

function webPage(status: number, title: string, headers: Record<string, string> = {}): WireAnswer {
  const body = `<!DOCTYPE html>\n<html lang="zh"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers }, body };
}

function linksOf(url: string, fileName: string) {
  return {
    url,
    html: `&lt;img src="${url}" alt="${fileName}" title="${fileName}" /&gt;`,
    bbcode: `[img]${url}[/img]`,
    markdown: `![${fileName}](${url})`,
    markdown_with_link: `[![${fileName}](${url})](${url})`,
    thumbnail_url: url.replace(/\/i\/.*\//, '/thumbnails/'),
  };
}

function refusal(message: string) {
  return { status: false, message, data: {} };
}

/** JSON as PHP writes it: slashes and everything beyond ASCII escaped. */
function phpJson(status: number, value: unknown, headers: Record<string, string> = {}): WireAnswer {
  const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const body = JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, escapeUnit);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}
