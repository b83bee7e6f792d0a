import { act, actions, paints } from './actions.ts';
import { complain, find, gallery, shownFrames, tell } from './gallery.ts';
import { ask, asLoose, type Loose, listen, notify } from './host.ts';
import { beginWatch, endRun, expectPictures, receiveResult } from './runs.ts';
import { calm, pick, split } from './scene.ts';
import { say, speak } from './words.ts';

const list = find('pictures');
const main = find('main');

const buttons = actions.map((action) => {
  const button = document.createElement('button');
  button.onclick = () => act(action);
  find('actions').append(button);
  return { button, ...action };
});

gallery.changed = () => {
  const { runs } = gallery;
  const shown = shownFrames();
  if (!gallery.picked || !shown.includes(gallery.picked)) [gallery.picked] = shown;
  const picture = gallery.picked?.picture;
  const busy = runs.some(({ over }) => !over);
  list.ariaBusy = `${busy}`;
  for (const { button, picture: own } of runs.flatMap(({ frames }) => frames)) {
    button.disabled = !own;
    button.ariaPressed = `${Boolean(own) && own === picture}`;
  }
  for (const { button, word, when, isOn } of buttons) {
    button.hidden = when !== undefined && !when();
    button.disabled = busy && when === paints;
    button.textContent = say(word);
    if (isOn && picture) button.ariaPressed = `${Boolean(isOn(picture))}`;
  }
  find('actions').hidden = !picture;
  find('prompt').textContent = runs[0]?.wish.prompt ?? '';
  const size = picture?.width && `${picture.width} × ${picture.height}`;
  find('facts').textContent = [size, picture?.model].filter(Boolean).join(' · ');
};

list.onclick = ({ target }) => {
  const frame = shownFrames().find(({ item }) => item.contains(target as Node));
  if (frame) pick(frame).catch(complain);
};
find('split').oninput = ({ target }) => split((target as HTMLInputElement).value);
document.onkeydown = ({ key }) => {
  if (key === 'Escape') calm();
};

const sizes = new ResizeObserver(() => {
  const { width, height } = main.getBoundingClientRect();
  notify('ui/notifications/size-changed', { width: Math.ceil(width), height: Math.ceil(height) });
});

function stop(): void {
  for (const run of gallery.runs) if (!run.over) endRun(run);
}

/** Takes over the host's theme, its colours and fonts, and the language of its user. */
function takeContext({ theme, styles, locale, toolInfo }: Loose): void {
  const { style } = document.documentElement;
  if (theme) style.colorScheme = String(theme);
  for (const [name, value] of Object.entries(asLoose(asLoose(styles).variables))) {
    if (name.startsWith('--')) style.setProperty(name, String(value));
  }
  if (locale) speak(String(locale));
  if (toolInfo) gallery.tool = String(asLoose(asLoose(toolInfo).tool).name);
  gallery.changed();
}

listen({
  ping: () => {},
  'host-context-changed': takeContext,
  'tool-input-partial': ({ arguments: input }) => expectPictures(asLoose(input)),
  'tool-input': ({ arguments: input }) => beginWatch(expectPictures(asLoose(input))),
  'tool-result': (result) => receiveResult(result).catch(complain),
  'tool-cancelled': () => {
    stop();
    tell(say('stopped'));
  },
  'resource-teardown': () => {
    sizes.disconnect();
    stop();
  },
});

speak(navigator.language);
ask('ui/initialize', {
  appInfo: { name: 'maliang-gallery', version: '1' },
  appCapabilities: {},
  protocolVersion: '2026-01-26',
}).then(({ hostCapabilities, hostContext }) => {
  gallery.can = asLoose(hostCapabilities);
  takeContext(asLoose(hostContext));
  notify('ui/notifications/initialized', {});
  sizes.observe(main);
}, complain);
