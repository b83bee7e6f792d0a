import { accessErrors } from './errors/access-errors.ts';
import { archiveErrors } from './errors/archive-errors.ts';
import { connectErrors } from './errors/connect-errors.ts';
import { badInput, misconfigured, upstream } from './errors/error-kinds.ts';
import type { ErrorRow } from './errors/error-row.ts';
import { hostErrors } from './errors/host-errors.ts';
import { repeatErrors } from './errors/repeat-errors.ts';
import { retentionErrors } from './errors/retention-errors.ts';
import { storageErrors } from './errors/storage-errors.ts';
import { upstreamErrors } from './errors/upstream-errors.ts';
import { webhookErrors } from './errors/webhook-errors.ts';

export { type ErrorRow, exitCodes } from './errors/error-row.ts';

/** Every way a request can fail: one row a code, what happened, why, and what to do next. */
export const errorTable = {
  missing_parameter: {
    ...badInput,
    en: '`{param}` is missing. {expected}',
    zh: '缺少参数 `{param}`。{expected}',
  },
  invalid_type: {
    ...badInput,
    en: '`{param}` must be {expected}, but it is {got}.',
    zh: '参数 `{param}` 应为 {expected}，实际为 {got}。',
  },
  invalid_value: {
    ...badInput,
    en: '`{param}` must be {expected}, but it is {got}.',
    zh: '参数 `{param}` 应为 {expected}，实际为 {got}。',
  },
  unknown_style: {
    ...badInput,
    en: 'There is no style {style}. There are {styles}; `vivid` and `natural` go as they are to models that know them.',
    zh: '没有名为 {style} 的风格。可用的有 {styles}；`vivid` 和 `natural` 会原样发送给支持它们的模型。',
  },
  too_many_styles: {
    ...badInput,
    en: 'There are {limit} styles already. Delete one first.',
    zh: '已有 {limit} 个风格。请先删除一个。',
  },
  cost_not_confirmed: {
    ...badInput,
    en: 'This may cost {cost}, and what is above {limit} is painted only when the user has agreed to the price. Ask the user; then send the same call with `confirm_cost: true`.',
    zh: '此次生成可能花费 {cost}，超过 {limit} 需要用户同意价格后才会执行。请先询问用户，再带上 `confirm_cost: true` 发送相同的调用。',
  },
  cost_declined: {
    ...badInput,
    en: 'The user was asked and did not agree to {cost}. Do not send the same call again; offer something cheaper.',
    zh: '已询问用户，用户未同意花费 {cost}。请勿重复相同的调用，可建议更便宜的方案。',
  },
  invalid_json: {
    ...badInput,
    en: 'The body is not JSON ({reason}). Send a JSON object with the header Content-Type: application/json.',
    zh: '请求体不是 JSON（{reason}）。请发送 JSON 对象，并带上 Content-Type: application/json。',
  },
  invalid_form: {
    ...badInput,
    en: 'The body is not a form we can take ({reason}). Send a whole `multipart/form-data` body with its `boundary` in the Content-Type.',
    zh: '请求体不是可接受的表单（{reason}）。请发送完整的 `multipart/form-data` 内容，并在 Content-Type 中带上 `boundary`。',
  },
  invalid_base64: {
    ...badInput,
    en: '`{param}` is not base64 of an image. Send the bare base64 of a PNG, JPEG, WebP, AVIF or GIF, with or without a data: prefix.',
    zh: '`{param}` 不是图片的 base64。请发送 PNG、JPEG、WebP、AVIF 或 GIF 的 base64，可带 data: 前缀。',
  },
  not_an_image: {
    ...badInput,
    en: '`{param}` is not a picture: its bytes are none of PNG, JPEG, WebP, AVIF or GIF. Check what was sent.',
    zh: '`{param}` 不是图片：内容不是 PNG、JPEG、WebP、AVIF 或 GIF。请检查所发送的内容。',
  },
  too_large: {
    ...badInput,
    status: 413,
    en: '`{param}` is larger than {limit}. Send a smaller one.',
    zh: '`{param}` 超过 {limit}。请缩小后再发送。',
  },
  files_full: {
    ...badInput,
    status: 413,
    en: 'Your files here would take more than {limit}. Delete some with DELETE /v1/files/<id>, or wait until they expire.',
    zh: '您在此保存的文件将超过 {limit}。请用 DELETE /v1/files/<id> 删除一些，或等待其过期。',
  },
  too_many_inputs: {
    ...badInput,
    en: '{model} takes at most {limit} input images, but {got} were sent. Send fewer.',
    zh: '{model} 最多接受 {limit} 张输入图片，收到 {got} 张。请减少数量。',
  },
  edit_unsupported: {
    ...badInput,
    en: '{model} cannot edit images. Choose a model that can: {models}.',
    zh: '{model} 不支持编辑图片。请改用支持编辑的模型：{models}。',
  },
  unsupported_media_type: {
    ...badInput,
    status: 415,
    en: 'This route takes {expected}, but the Content-Type is {got}.',
    zh: '此接口接受 {expected}，但 Content-Type 是 {got}。',
  },
  model_not_found: {
    ...badInput,
    status: 404,
    en: 'There is no model {model} here. Known models: {models}.',
    zh: '没有模型 {model}。可用的模型：{models}。',
  },
  no_provider: {
    ...misconfigured,
    en: 'No provider is configured for {model}. Set {hint}, then start again.',
    zh: '没有为 {model} 配置服务商。请设置 {hint} 后重新启动。',
  },
  provider_half_configured: {
    ...misconfigured,
    en: '{set} is set, but {missing} is not, and Maliang has no address or key built in. Set {missing}; the older server used {older} when it was unset.',
    zh: '已设置 {set}，但没有设置 {missing}。Maliang 不内置任何地址或密钥，请设置 {missing}；旧版服务器未设置时使用的是 {older}。',
  },
  provider_setting_missing: {
    ...misconfigured,
    en: '{set} is set, but {missing} is not, and {provider} needs both. Set {missing}.',
    zh: '已设置 {set}，但没有设置 {missing}；{provider} 两者都需要。请设置 {missing}。',
  },
  workflow_unusable: {
    ...misconfigured,
    en: 'The {workflow} cannot be used: {reason}. Mend it, or set COMFYUI_WORKFLOW to another file or folder.',
    zh: '无法使用 {workflow}：{reason}。请修正它，或把 COMFYUI_WORKFLOW 设为其他文件或文件夹。',
  },
  credentials_refused: {
    ...badInput,
    status: 403,
    type: 'permission_error',
    exit: 'configuration',
    en: '`{param}` is not taken here: this way in spends the operator’s own keys. Leave it out, or ask the operator to allow it, with CALLER_CREDENTIALS or for your key.',
    zh: '此入口不接受 `{param}`：这里只使用运营者自己的密钥。请去掉该参数，或请运营者通过 CALLER_CREDENTIALS 或为你的密钥开启。',
  },
  base_url_without_key: {
    ...badInput,
    en: '`{url_param}` was sent without `{key_param}`. Our own key never goes to an address a caller chose: send both, or neither.',
    zh: '发送了 `{url_param}`，但没有 `{key_param}`。我们的密钥绝不会发往调用方指定的地址：请两者都发送，或都不发送。',
  },
  file_to_caller_address: {
    ...badInput,
    en: '`{param}` is a file of this machine, and such files never go to an address a caller chose. Leave `base_url` out, or send the image as base64.',
    zh: '`{param}` 是本机文件，绝不会发往调用方指定的地址。请去掉 `base_url`，或以 base64 发送图片。',
  },
  file_refused: {
    ...badInput,
    en: '{file} cannot be used: {reason} Files must lie in {folders}.',
    zh: '无法使用 {file}：{reason} 文件必须位于 {folders}。',
  },
  address_refused: {
    ...badInput,
    en: '{address} is not a public address, and the operator did not name it. Use a public https address, or ask the operator to add its origin to TRUSTED_ORIGINS.',
    zh: '{address} 不是公网地址，运营者也未将其列为可信。请使用公网 https 地址，或请运营者把它加入 TRUSTED_ORIGINS。',
  },
  ...accessErrors,
  ...repeatErrors,
  ...archiveErrors,
  ...connectErrors,
  ...webhookErrors,
  ...retentionErrors,
  not_found: {
    status: 404,
    type: 'not_found_error',
    retryable: false,
    exit: 'failure',
    en: 'There is nothing at {what}. {hint}',
    zh: '{what} 不存在。{hint}',
  },
  endpoint_retired: {
    ...badInput,
    en: '{what} was retired by its vendor, and no provider offers it any more. Use {instead}.',
    zh: '{what} 已被厂商停用，没有服务商再提供。请改用 {instead}。',
  },
  works_elsewhere: {
    status: 409,
    type: 'invalid_request_error',
    retryable: false,
    exit: 'failure',
    en: '{what} is worked on by another process of this server, which was told to cancel it and has not answered yet. Look at it again in a minute.',
    zh: '{what} 正由本服务器的另一个进程处理；已通知该进程取消，但尚未收到答复。请过一分钟再查看。',
  },
  method_not_allowed: {
    status: 405,
    type: 'invalid_request_error',
    retryable: false,
    exit: 'usage',
    en: '{what} takes {expected}, not {got}.',
    zh: '{what} 只接受 {expected}，不接受 {got}。',
  },
  shutting_down: {
    status: 503,
    type: 'server_error',
    retryable: true,
    exit: 'failure',
    en: 'The server is stopping and takes nothing new. Try again when it is back.',
    zh: '服务器正在停止，不再接受新请求。请在其恢复后重试。',
  },
  saving_disabled: {
    ...misconfigured,
    status: 403,
    type: 'permission_error',
    en: 'Saving to this machine is switched off by DISABLE_LOCAL_SAVE. Use upload_to_image_hosting, or unset DISABLE_LOCAL_SAVE.',
    zh: '已通过 DISABLE_LOCAL_SAVE 关闭本地保存。请改用 upload_to_image_hosting，或取消 DISABLE_LOCAL_SAVE。',
  },
  uploads_unreachable: {
    ...misconfigured,
    en: 'No upload link can be made: this process has no address of its own that takes uploads. Send the file by its path or as base64, or run `maliang serve` and connect over HTTP.',
    zh: '无法创建上传链接：本进程没有可接收上传的地址。请发送文件路径或 base64，或运行 `maliang serve` 并通过 HTTP 连接。',
  },
  file_name_refused: {
    ...badInput,
    en: '{name} is not a plain file name. Send a name such as fox.png, without folders; files go to {folder} only.',
    zh: '{name} 不是普通文件名。请发送 fox.png 这样的文件名，不含目录；文件只会保存到 {folder}。',
  },
  ...storageErrors,
  ...upstreamErrors,
  ...hostErrors,
  timed_out: {
    ...upstream,
    status: 504,
    exit: 'timeout',
    en: '{what} did not answer within {seconds} s.',
    zh: '{what} 在 {seconds} 秒内没有响应。',
  },
  cancelled: {
    status: 499,
    type: 'invalid_request_error',
    retryable: false,
    exit: 'failure',
    en: 'The generation was cancelled.',
    zh: '生成已取消。',
  },
  internal: {
    status: 500,
    type: 'server_error',
    retryable: false,
    exit: 'failure',
    en: 'Something went wrong here ({reason}). The log says more; please report it.',
    zh: '服务器内部出错（{reason}）。详情见日志，欢迎反馈。',
  },
  wrong_setting: {
    ...misconfigured,
    en: '{name} must be {expected}, but it is {got}.',
    zh: '{name} 应为 {expected}，实际为 {got}。',
  },
  port_taken: {
    ...misconfigured,
    en: 'Port {port} is taken. See who holds it with `{command}`, or choose another with PORT or --port.',
    zh: '端口 {port} 已被占用。用 `{command}` 查看占用者，或通过 PORT 或 --port 换一个端口。',
  },
  unknown_argument: {
    ...badInput,
    en: '{got} is not understood: {reason} `maliang --help` lists what is.',
    zh: '无法识别 {got}：{reason} 运行 `maliang --help` 查看用法。',
  },
} as const satisfies Record<string, ErrorRow>;

/** The name of a row in the error table, and the `code` on every wire. */
export type ErrorCode = keyof typeof errorTable;
