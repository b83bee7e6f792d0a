import type { Price, SizeRules } from '../../src/core/capability.ts';
import type { Provider } from '../../src/core/provider.ts';
import { sizesAbout } from '../../src/core/resolve/fit.ts';
import type { Locale } from '../../src/core/template.ts';
import { createHttpClient } from '../../src/kit/http-client.ts';
import { type ConfiguredOptions, createProviders } from '../../src/providers/configured.ts';
import { providerKinds } from '../../src/providers/index.ts';
import { redirects } from '../../src/providers/redirects.ts';
import type { ProviderChoice, ProviderChoices } from '../../src/providers/table/provider-kind.ts';
import { code, createNotes, page, say, table } from './markdown.ts';

const nothingSet: ConfiguredOptions = {
  providers: {},
  imageHostingUrl: undefined,
  imageHostingToken: undefined,
  s3Bucket: undefined,
  modelRedirects: 'follow',
};

/** `docs/reference/models.md`, and the same in Chinese. */
export function modelsPage(locale: Locale): string {
  const client = createHttpClient({ trustedOrigins: [] });
  const everything = { ...nothingSet, providers: everyProvider() };
  const configured = createProviders(everything, client).configured;
  const relay = configured.find(({ name }) => name === 'relay');
  if (!relay) throw new Error('there is no relay any more: this page speaks of one');
  const vendors = configured.filter((provider) => provider !== relay);
  const providers = [...vendors, ...createProviders(nothingSet, client).configured];
  return page(locale, say(locale, 'Models', '模型'), [
    intro(locale),
    ...providers.flatMap((provider) => providerPart(provider, locale)),
    '## relay',
    relayText(relay.defaultModel, locale),
    `## ${say(locale, 'Retired models', '已停用的模型')}`,
    retiredIntro(locale),
    table(
      say(locale, 'Model,Retired on,Successors,Source', '模型,停用日期,继任模型,来源').split(','),
      redirects.map((row) => [
        row.models.map(code).join(', '),
        row.on,
        row.successors.map(code).join(', '),
        row.source,
      ]),
    ),
  ]);
}

/** Every kind there is, set up with what nobody will ever use. */
function everyProvider(): ProviderChoices {
  return Object.fromEntries(
    providerKinds.map(({ kind, key, address, extraSettings = [] }) => {
      const extra = extraSettings.filter((row) => row.required && row.default === undefined);
      const choice: ProviderChoice = {
        apiKeys: key && ['unused'],
        baseUrl: address.default === undefined ? 'https://relay.example' : undefined,
        extra: Object.fromEntries(extra.map(({ env }) => [env, 'unused'])),
      };
      return [kind, choice];
    }),
  );
}

function intro(locale: Locale): string {
  return say(
    locale,
    'A model is named `provider/model`, or by its bare name. A model that is not listed works too on any OpenAI-compatible address: it is sent as asked, and the upstream decides. The first value of a list is the model’s default. What a model does not have is left out and told in a warning; a value it does not know is refused with the ones it knows. Prices are in US dollars, with their source and date; what the provider itself reports always wins. Numbers in brackets refer to the notes below a table. “Verified” says how far a row was tested: asked of the vendor itself (`live`), proved on a local server that speaks the wire of the named source (`fixture`), or only read about (`reported`).',
    '模型写作 `服务商/模型`，也可以只写模型名。未列出的模型在任何 OpenAI 兼容地址上同样可用：原样发出，由上游决定。每列的第一个值是该模型的默认值。模型没有的参数会被略去并给出警告；不认识的取值会被拒绝，并列出可用的取值。价格单位为美元，附来源与日期；以服务商实际返回的费用为准。括号中的数字对应表格下方的说明。“验证”一栏说明该行的依据：`live` 为真实调用，`fixture` 为在按所列来源实现的本地服务器上验证，`reported` 仅来自资料。',
  );
}

function relayText(defaultModel: string, locale: Locale): string {
  return say(
    locale,
    `\`API_KEY\` with \`API_BASE_URL\`: any OpenAI-compatible address. It is taken to have OpenAI’s models, at prices unknown, and any other. A request that names no model gets ${code(defaultModel)}, as the older MCP server sent it. Where the address is xAI’s, it is xAI’s list above that counts.`,
    `\`API_KEY\` 加 \`API_BASE_URL\`：任意兼容 OpenAI 的地址。默认认为它提供 OpenAI 的各个模型（价格未知）以及任何其他模型。请求未指定模型时使用 ${code(defaultModel)}，与旧版 MCP 服务器相同。如果地址是 xAI 的，则以上面 xAI 的列表为准。`,
  );
}

function retiredIntro(locale: Locale): string {
  return say(
    locale,
    'With `MODEL_REDIRECTS=follow` (the default) a request for a retired model goes to the first successor when it goes to the vendor’s own address. Relays may still have the model, so there it is sent as asked; only a refusal that names the model is followed, to the first successor that the relay’s `/v1/models` lists. Either way a warning tells.',
    '`MODEL_REDIRECTS=follow`（默认）时，发往厂商官方地址的已停用模型会改由第一个继任模型生成。中转站可能仍提供该模型，因此原样发出；只有当中转站明确拒绝该模型时，才改用其 `/v1/models` 列出的第一个继任模型。两种情况都会给出警告。',
  );
}

function providerPart(provider: Provider, locale: Locale): string[] {
  const living = provider.models().filter((row) => !row.retired);
  const head = say(
    locale,
    'Model,About,Sizes,Qualities,Formats,Images a call,Input images,Mask,Previews,Seed,Price,Verified',
    '模型,说明,尺寸,质量,格式,单次张数,输入图片,蒙版,预览,种子,价格,验证',
  );
  const notes = createNotes();
  const yes = (value: boolean) => (value ? say(locale, 'yes', '是') : '–');
  const rows = living.map((row) => [
    code(row.model),
    row.title,
    sizesCell(row.sizes, locale, notes.refer),
    choices(row.qualities, locale),
    choices(row.formats, locale),
    String(row.maxN),
    row.maxInputs === 0 ? '–' : String(row.maxInputs),
    yes(row.mask),
    yes(row.stream),
    yes(row.seed),
    row.price ? notes.refer(price(row.price, locale)) : say(locale, 'unknown', '未知'),
    `${row.verified} ${notes.refer(say(locale, `Source: ${row.source}.`, `来源：${row.source}。`))}`,
  ]);
  const { name, defaultModel } = provider;
  const preferred = say(
    locale,
    `A request that names no model gets ${code(defaultModel)}.`,
    `请求未指定模型时使用 ${code(defaultModel)}。`,
  );
  return [`## ${name}`, preferred, table(head.split(','), rows), notes.list()];
}

function choices(values: readonly string[] | undefined, locale: Locale): string {
  if (values === undefined) return say(locale, 'as sent', '原样发出');
  return values.length === 0 ? '–' : values.join(', ');
}

function sizesCell(
  rules: SizeRules | undefined,
  locale: Locale,
  refer: (note: string) => string,
): string {
  if (!rules) return say(locale, 'as sent', '原样发出');
  if (rules.named.length === 0 && !rules.free) return '–';
  const { en, zh } = sizesAbout(rules);
  const near = say(locale, '; any other becomes the nearest', '；其他尺寸取最接近者');
  const end = rules.free?.nearest ? near : '';
  return refer(say(locale, `Sizes: ${en}${end}.`, `尺寸：${zh}${end}。`));
}

function price(
  { perImage, perMillionTokens: tokens, upToPixels = [], perInput, currency, source, asOf }: Price,
  locale: Locale,
): string {
  const parts: string[] = [];
  if (tokens) {
    const { textIn, imageIn, imageOut, textOut } = tokens;
    parts.push(
      say(
        locale,
        `a million tokens: text in ${textIn}, image in ${imageIn}, image out ${imageOut}${textOut === undefined ? '' : `, text out ${textOut}`}`,
        `每百万 token：文本输入 ${textIn}，图片输入 ${imageIn}，图片输出 ${imageOut}${textOut === undefined ? '' : `，文本输出 ${textOut}`}`,
      ),
    );
  }
  if (perImage) {
    const each = Object.entries(perImage).map(([what, usd]) =>
      what === '*' ? usd : `${what.replace(/^\*:/, '')} ${usd}`,
    );
    parts.push(`${say(locale, 'an image: ', '每张：')}${each.join(say(locale, ', ', '，'))}`);
  }
  for (const { pixels, usd, quality } of upToPixels) {
    const of = quality === undefined ? '' : `${quality}, `;
    parts.push(
      say(locale, `${of}up to ${pixels} pixels: ${usd}`, `${of}不超过 ${pixels} 像素：${usd}`),
    );
  }
  if (perInput) {
    const { usd, free = 0 } = perInput;
    const after = say(locale, ` after the first ${free}`, `（前 ${free} 张免费）`);
    parts.push(
      say(locale, `an input image: ${usd}`, `每张输入图：${usd}`) + (free === 0 ? '' : after),
    );
  }
  if (currency) {
    const { code: unit, perUsd, source: rate, asOf: day } = currency;
    parts.push(
      say(
        locale,
        `converted from ${unit} at ${perUsd} to the dollar (${rate}, ${day})`,
        `由 ${unit} 按 1 美元 = ${perUsd} 换算（${rate}，${day}）`,
      ),
    );
  }
  return say(
    locale,
    `Price: ${parts.join('; ')} (${source}, ${asOf}).`,
    `价格：${parts.join('；')}（来源：${source}，${asOf}）。`,
  );
}
