/** Options of `maliang doctor`; the help text and the parser read the same rows. */
export const doctorOptionRows = {
  live: {
    type: 'boolean',
    about: {
      en: 'paint the cheapest pictures and measure what each provider honours; asks first',
      zh: '生成最便宜的图片，实测各服务商遵守哪些参数；会先询问',
    },
  },
  save: {
    type: 'boolean',
    about: {
      en: 'with --live: keep what was found in the table of models of this installation',
      zh: '与 --live 一起：把结果记入本机的模型能力表',
    },
  },
  yes: { type: 'boolean', short: 'y', about: { en: 'ask nothing', zh: '不再询问' } },
} as const;

/** The options of `doctor`. */
export interface DoctorOptions {
  live?: boolean | undefined;
  save?: boolean | undefined;
  yes?: boolean | undefined;
}
