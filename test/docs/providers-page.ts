import type { Locale } from '../../src/core/template.ts';
import { providerKinds } from '../../src/providers/index.ts';
import type { ProviderKind } from '../../src/providers/table/provider-kind.ts';
import { code, page, say, table } from './markdown.ts';

/** `docs/reference/providers.md`, and the same in Chinese. */
export function providersPage(locale: Locale): string {
  const head = say(
    locale,
    'Name,Provider,Set up by,Further settings,Address,Checked,Against,Read on',
    '名称,服务商,启用所需,其他设置,地址,验证,依据,查阅日期',
  );
  const rows = providerKinds.map((kind) => [
    code(kind.kind),
    kind.title[locale],
    needed(kind).map(code).join(', '),
    further(kind).map(code).join(', ') || '–',
    kind.address.default === undefined
      ? say(locale, 'yours', '由你指定')
      : code(kind.address.default),
    kind.docs.verified,
    kind.docs.sources.join('; '),
    kind.docs.asOf,
  ]);
  return page(locale, say(locale, 'Providers', '服务商'), [
    intro(locale),
    table(head.split(','), rows),
    say(
      locale,
      'What each of their models can do stands in [models](models.md), the settings in [settings](settings.md), and how one more is added in [add a provider](../guide/add-a-provider.md).',
      '各服务商模型的能力见[模型](models.md)，设置见[设置](settings.md)，如何新增见[添加服务商](../guide/add-a-provider.md)。',
    ),
  ]);
}

/** The settings without which it is not there. */
function needed({ key, address, extraSettings = [] }: ProviderKind): string[] {
  return [
    ...(key && !key.optional ? [key.env] : []),
    ...(address.default === undefined ? [address.env] : []),
    ...extraSettings.filter(({ required }) => required).map(({ env }) => env),
  ];
}

function further({ key, address, extraSettings = [] }: ProviderKind): string[] {
  return [
    ...(key?.optional ? [key.env] : []),
    ...(address.default === undefined ? [] : [address.env]),
    ...extraSettings.filter(({ required }) => !required).map(({ env }) => env),
  ];
}

function intro(locale: Locale): string {
  return say(
    locale,
    'A provider exists as soon as what it is set up by is set; the order of this table is the order of preference where several have a model. A key setting takes several keys, separated by commas. “Checked” says how far its wire was tried: against the vendor itself (`live`), by the shared suite against a local server that speaks the wire of the named sources (`fixture`), or only read about (`reported`).',
    '设好“启用所需”的各项后，该服务商即可使用；多个服务商提供同一模型时，按本表顺序优先。密钥设置可填多个密钥，以逗号分隔。“验证”一栏说明其协议试到了什么程度：`live` 为对厂商真实调用，`fixture` 为通过共用测试套件、对按所列来源实现的本地服务器验证，`reported` 仅来自资料。',
  );
}
