/** Options of `maliang init`; the help text and the parser read the same rows. */
export const initOptionRows = {
  print: {
    type: 'boolean',
    about: { en: 'show what would change, and change nothing', zh: '只显示将作的改动，不写入' },
  },
  yes: { type: 'boolean', short: 'y', about: { en: 'ask nothing', zh: '不询问，直接写入' } },
  remote: {
    type: 'string',
    about: {
      en: 'connect to a running server: https://images.example',
      zh: '接入运行中的服务器：https://images.example',
    },
  },
  key: { type: 'string', about: { en: 'the key of that server', zh: '该服务器的密钥' } },
} as const;

/** The options of `init`, still as text. */
export interface InitOptions {
  print?: boolean | undefined;
  yes?: boolean | undefined;
  remote?: string | undefined;
  key?: string | undefined;
}
