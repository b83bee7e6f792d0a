/** Texts of an upstream that its user brings. */
export const ownWords = {
  'own.mode': ['Use my own provider', '使用自己的服务商'],
  'own.title': ['Your own provider', '自己的服务商'],
  'own.url': ['Base URL', '接口地址（Base URL）'],
  'own.key': ['API key', 'API 密钥'],
  'own.model': ['Name of the model', '模型名称'],
  'own.models': ['Names of the models, with commas between', '模型名称，用逗号分隔'],
  'own.about': [
    'Your provider is asked with your key and bills you. The key stays in the memory of this tab and is gone with it; the address is remembered here.',
    '请求使用您的密钥，由您的服务商向您计费。密钥只存在于此标签页的内存中，关闭即消失；地址会记在此浏览器中。',
  ],
  'own.off': [
    'This server does not take providers of callers. Whoever runs it can allow it with CALLER_CREDENTIALS=allow.',
    '此服务器不接受自带的服务商。管理员可设置 CALLER_CREDENTIALS=allow 开启。',
  ],
  'own.trouble.url': [
    'Put in an http or https address, with no key in it.',
    '请填写 http 或 https 地址，其中不要包含密钥。',
  ],
  'own.trouble.key': ['Put in the key of your provider.', '请填写服务商的密钥。'],
  'own.trouble.model': ['Name a model of your provider.', '请填写服务商的模型名称。'],
  'own.trouble.again': [
    'This was made with a provider of your own, and its key is kept nowhere. Check the address, put the key in again, then paint.',
    '这是用您自己的服务商生成的，密钥没有保存。请检查地址，重新填写密钥后再作画。',
  ],
  'own.trouble.base_url_without_key': [
    'An address of your own needs a key of your own: the server sends its keys nowhere else.',
    '自己的地址需要自己的密钥：服务器不会把它的密钥发往别处。',
  ],
  'own.trouble.address_refused': [
    'This server does not go to this address. Use a public https address, or ask whoever runs it to add it to TRUSTED_ORIGINS.',
    '此服务器不访问该地址。请使用公网 https 地址，或请管理员将其加入 TRUSTED_ORIGINS。',
  ],
  'own.trouble.credentials_refused': [
    'This server does not take a provider of yours now. Whoever runs it can allow it with CALLER_CREDENTIALS=allow.',
    '此服务器目前不接受自带的服务商。管理员可设置 CALLER_CREDENTIALS=allow 开启。',
  ],
  'own.trouble.upstream_unauthorized': [
    'Your provider did not take this key.',
    '您的服务商不接受此密钥。',
  ],
  'own.trouble.model_not_found': [
    'Your provider has no model of this name.',
    '您的服务商没有此名称的模型。',
  ],
} as const;
