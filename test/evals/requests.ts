/** What somebody says to a model, and the call it should lead to. */
export interface Request {
  says: string;
  locale: 'en' | 'zh';
  tool: string;
  /** The arguments that have to be there, with these values where they are not `*`. */
  args: Readonly<Record<string, unknown>>;
}

const en = (says: string, tool: string, args: Request['args'] = {}): Request => ({
  says,
  locale: 'en',
  tool,
  args,
});
const zh = (says: string, tool: string, args: Request['args'] = {}): Request => ({
  says,
  locale: 'zh',
  tool,
  args,
});

const fox = 'img_aaaaaaaaaaaaaaaaaaaaaaaaaa';
const job = 'gen_aaaaaaaaaaaaaaaaaaaaaaaaaa';
const address = 'https://example.com/cat.png';
const bytes = 'data:image/png;base64,iVBORw0KGgo=';

/** Fifteen in each language, every tool among them. */
export const requests: readonly Request[] = [
  en('Draw a red fox in the snow.', 'generate_image', { prompt: '*' }),
  en('A wide banner, 16:9, of a harbour at dawn.', 'generate_image', { prompt: '*', size: '16:9' }),
  en('Four variants of a coffee shop logo.', 'generate_image', { prompt: '*', n: 4 }),
  en('A sticker of a cat, no background.', 'generate_image', {
    prompt: '*',
    background: 'transparent',
  }),
  en('Paint a castle and show it to me in full right here.', 'generate_image', {
    prompt: '*',
    show: 'full',
  }),
  en(`Make ${fox} look like night.`, 'edit_image', { prompt: '*', image: fox }),
  en(`Put a hat on the cat of ${address}.`, 'edit_image', { prompt: '*', image: address }),
  en('Is that picture you started done yet?', 'get_image', { job_id: job }),
  en(`What was the link of ${fox} again?`, 'get_image', { id: fox }),
  en('Give this image data a public link.', 'upload_to_image_hosting', { base64_data: bytes }),
  en('Save this image as fox.png on my disk.', 'save_image_base64', {
    base64_data: bytes,
    filename: 'fox.png',
  }),
  en('Did we not make a fox picture last week?', 'search_images', { query: 'fox' }),
  en('Show me my last ten pictures.', 'search_images', { limit: 10 }),
  en('I have a photo on my phone that you should edit.', 'create_upload_link'),
  en('Which models can I choose, and what do they cost?', 'list_models'),
  zh('画一只雪地里的红狐狸。', 'generate_image', { prompt: '*' }),
  zh('来一张竖版海报，1024x1536，主题是中秋节。', 'generate_image', {
    prompt: '*',
    size: '1024x1536',
  }),
  zh('用高质量画一幅水墨山水。', 'generate_image', { prompt: '*', quality: 'high' }),
  zh('用 gpt-image-2 画一座灯塔，存到本地。', 'generate_image', {
    prompt: '*',
    model: 'gpt-image-2',
    save_locally: true,
  }),
  zh('画两张，用同一个种子 42。', 'generate_image', { prompt: '*', n: 2, seed: 42 }),
  zh(`把 ${fox} 的背景换成大海。`, 'edit_image', { prompt: '*', image: fox }),
  zh('把这两张图合成一张。', 'edit_image', { prompt: '*', images: [fox, address] }),
  zh('刚才那张还在生成的图好了吗？', 'get_image', { job_id: job }),
  zh(`把 ${fox} 再给我看一眼预览。`, 'get_image', { id: fox, show: 'preview' }),
  zh('把这张图传到图床，设为私有。', 'upload_to_image_hosting', {
    base64_data: bytes,
    permission: 0,
  }),
  zh('把这张图存成文件。', 'save_image_base64', { base64_data: bytes }),
  zh('以前是不是画过灯塔？先找找，别再花钱。', 'search_images', { query: '灯塔' }),
  zh('最近画了什么？', 'search_images'),
  zh('我电脑里有张大图想让你改，怎么给你？', 'create_upload_link'),
  zh('有哪些带 gpt 的模型可以用？', 'list_models', { query: 'gpt' }),
];

/** Words of a description that tell a tool from those its arguments would fit as well. */
export const cues: Readonly<Record<string, string>> = {
  generate_image: 'Paint a new image',
  edit_image: 'Change or combine images',
  get_image: 'wait for a job',
  upload_to_image_hosting: 'Give base64 image data a lasting URL',
  save_image_base64: 'Save base64 image data',
  search_images: 'Find images painted before',
  create_upload_link: 'one-time URL',
  list_models: 'List the models',
};
