import { address, bucketName, choice, flag, folderName, integer, text } from './formats.ts';
import { setting } from './setting-row.ts';

/** Where images are kept for the world: this server, Lsky Pro or S3. */
export const hostSettings = {
  imageHost: setting({
    env: 'IMAGE_HOST',
    format: choice('auto', 'local', 'lsky', 's3'),
    default: 'auto' as const,
    about: {
      en: 'Where images are kept for the world. auto: Lsky Pro where IMAGE_HOSTING_URL or IMAGE_HOSTING_TOKEN is set, else S3 where S3_BUCKET is set, else this server.',
      zh: '图片对外存放的位置。auto：设置了 IMAGE_HOSTING_URL 或 IMAGE_HOSTING_TOKEN 时用 Lsky Pro，否则设置了 S3_BUCKET 时用 S3，否则用本服务器。',
    },
  }),
  imageHostingUrl: setting({
    env: 'IMAGE_HOSTING_URL',
    format: address,
    about: {
      en: 'Lsky Pro: its address, with or without /api/v1/upload.',
      zh: 'Lsky Pro（兰空图床）地址，可带或不带 /api/v1/upload。',
    },
  }),
  imageHostingToken: setting({
    env: 'IMAGE_HOSTING_TOKEN',
    format: text,
    secret: true,
    about: { en: 'Lsky Pro: its API token.', zh: 'Lsky Pro（兰空图床）API 令牌。' },
  }),
  imageHostingStrategy: setting({
    env: 'IMAGE_HOSTING_STRATEGY_ID',
    format: text,
    about: { en: 'Lsky Pro: storage strategy to use.', zh: 'Lsky Pro（兰空图床）储存策略 ID。' },
  }),
  imageHostingGuest: setting({
    env: 'IMAGE_HOSTING_GUEST',
    format: flag,
    default: false,
    about: {
      en: 'Lsky Pro: upload as a guest when there is no token.',
      zh: 'Lsky Pro（兰空图床）没有令牌时以游客身份上传。',
    },
  }),
  s3Bucket: setting({
    env: 'S3_BUCKET',
    format: bucketName,
    about: {
      en: 'S3: the bucket. Any server that speaks S3 will do: AWS, R2, MinIO, OSS, COS and others.',
      zh: 'S3：存储桶。任何兼容 S3 的服务都可以：AWS、R2、MinIO、OSS、COS 等。',
    },
  }),
  s3Endpoint: setting({
    env: 'S3_ENDPOINT',
    format: address,
    defaultAbout: 'AWS in S3_REGION',
    about: { en: 'S3: the address of its API.', zh: 'S3：API 地址。' },
  }),
  s3Region: setting({
    env: 'S3_REGION',
    aliases: ['AWS_REGION'],
    format: text,
    defaultAbout: 'what S3_ENDPOINT names, else us-east-1',
    about: { en: 'S3: the region of the bucket.', zh: 'S3：存储桶所在区域。' },
  }),
  s3AccessKeyId: setting({
    env: 'S3_ACCESS_KEY_ID',
    aliases: ['AWS_ACCESS_KEY_ID'],
    format: text,
    secret: true,
    about: { en: 'S3: the name of its key.', zh: 'S3：访问密钥 ID。' },
  }),
  s3SecretAccessKey: setting({
    env: 'S3_SECRET_ACCESS_KEY',
    aliases: ['AWS_SECRET_ACCESS_KEY'],
    format: text,
    secret: true,
    about: { en: 'S3: the key itself.', zh: 'S3：访问密钥。' },
  }),
  s3PublicUrl: setting({
    env: 'S3_PUBLIC_URL',
    format: address,
    defaultAbout: 'the bucket’s own address',
    about: {
      en: 'S3: where the world reads the bucket, such as a CDN or a domain of your own; image URLs start with it.',
      zh: 'S3：外界读取存储桶的地址，如 CDN 或自有域名；图片链接以它开头。',
    },
  }),
  s3PathStyle: setting({
    env: 'S3_PATH_STYLE',
    format: flag,
    defaultAbout: 'false for AWS, OSS and COS, else true',
    about: {
      en: 'S3: the bucket stands in the path of the address, not in its host name.',
      zh: 'S3：存储桶名写在路径里，而不是域名里。',
    },
  }),
  s3Prefix: setting({
    env: 'S3_PREFIX',
    format: folderName,
    about: {
      en: 'S3: the folder for images; private ones go into another beside it.',
      zh: 'S3：图片所在的目录；私有图片放在旁边的另一个目录。',
    },
  }),
  s3UrlExpiresSeconds: setting({
    env: 'S3_URL_EXPIRES_SECONDS',
    format: integer(1, 604_800),
    default: 604_800,
    about: {
      en: 'S3: how long the URL of a private image is good for, in seconds.',
      zh: 'S3：私有图片链接的有效期，单位为秒。',
    },
  }),
};
