import { complain, type Frame, find, gallery, shownFrames, tell } from './gallery.ts';
import { ask, type Loose } from './host.ts';
import { callView, type Picture } from './pixels.ts';
import { paintAgain } from './runs.ts';
import { compareWithNext, enlarge, isComparing, wholeOf } from './scene.ts';
import { say, type Word } from './words.ts';

/** Something that can be done with the picture that is picked. */
export interface Action {
  word: Word;
  /** Whether it is offered at all; it is where this is left out. */
  when?(): unknown;
  /** Whether it is done already, so that doing it again takes it back. */
  isOn?(picture: Picture): unknown;
  run(picture: Picture, frame: Frame): unknown;
}

const callsTools = () => gallery.can.serverTools;

/** Offers what takes a generation, of which there is one at a time. */
export const paints = () => callsTools() && gallery.input.prompt;

/** The actions, in the order they are offered. */
export const actions: readonly Action[] = [
  {
    word: 'use',
    when: () => gallery.can.message ?? gallery.can.updateModelContext,
    run: usePicture,
  },
  {
    word: 'full',
    when: callsTools,
    isOn: () => gallery.picked?.item.className,
    run: (_, frame) => enlarge(frame),
  },
  { word: 'again', when: paints, run: () => paintMore({}) },
  { word: 'vary', when: paints, run: vary },
  {
    word: 'compare',
    when: () => shownFrames()[1],
    isOn: isComparing,
    run: (_, frame) => compareWithNext(frame),
  },
  { word: 'favour', when: callsTools, isOn: ({ favourite }) => favourite, run: favour },
  { word: 'copy', run: copyLink },
  { word: 'download', when: () => gallery.can.downloadFile, run: download },
  {
    word: 'open',
    when: () => !gallery.can.downloadFile && gallery.can.openLinks,
    run: ({ url }) => ask('ui/open-link', { url }),
  },
];

/** Does one of them with the picture that is picked. */
export async function act({ run }: Action): Promise<void> {
  const frame = gallery.picked;
  try {
    if (frame?.picture) await run(frame.picture, frame);
  } catch (thrown) {
    complain(thrown);
  }
  gallery.changed();
}

/** Tells the conversation which picture it is to go on with. */
async function usePicture(picture: Picture): Promise<void> {
  await tellModel('useText', [picture], gallery.can.message ? 'message' : 'update-model-context');
  tell(say('told'));
}

function tellModel(word: Word, pictures: Picture[], how: string): Promise<unknown> {
  const names = pictures.map(({ id, url }) => `${id} ${url}`);
  const content = [{ type: 'text', text: [say(word), ...names].join(' ') }];
  return ask(`ui/${how}`, how === 'message' ? { role: 'user', content } : { content });
}

/** The model is told, when it is asked next, of pictures it did not ask for. */
async function paintMore(changes: Loose): Promise<void> {
  const made = await paintAgain(changes);
  if (made[0] && gallery.can.updateModelContext) {
    await tellModel('newText', made, 'update-model-context');
  }
}

/** Another one in the place of this; where a model has no seeds every picture of it is another. */
function vary({ model, seed }: Picture): Promise<void> {
  const other = seed === undefined ? seed : Math.floor(Math.random() * 2 ** 31);
  return paintMore({ n: undefined, models: undefined, model, seed: other });
}

async function favour(picture: Picture): Promise<void> {
  const { id, favourite } = picture;
  Object.assign(picture, (await callView({ id, favourite: !favourite })).structuredContent);
}

/** The older way needs no leave of the host; where it fails the link stands there to be copied. */
function copyLink({ url }: Picture): void {
  tell(url);
  getSelection()?.selectAllChildren(find('said'));
  if (document.execCommand('copy')) tell(say('copied'));
}

/** Hands the file to the host. */
async function download({ id, mime: mimeType }: Picture, frame: Frame): Promise<void> {
  const [, blob] = (await wholeOf(frame)).split(',');
  // A host names the file after the last part of the address.
  const uri = `file:///${id}.${mimeType.slice(6)}`;
  await ask('ui/download-file', {
    contents: [{ type: 'resource', resource: { uri, mimeType, blob } }],
  });
}
