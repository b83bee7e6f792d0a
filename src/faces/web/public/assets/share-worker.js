// Takes what a phone shares with the installed page, keeps it for the page and leads there. Its scope is
// the one address that shares are sent to: nothing else ever passes through here, so nothing is stale.
const shelf = 'maliang.shared';
const address = registration.scope;

addEventListener('install', () => skipWaiting());

addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'POST' && url.split('?')[0] === address) event.respondWith(receive(event.request));
});

async function receive(request) {
  const isKept = await keep(request).catch(() => false);
  return Response.redirect(new URL(isKept ? './' : './?shared=missed', address), 303);
}

/** Puts the pictures and the text on the shelf; tells whether there was anything. */
async function keep(request) {
  const form = await request.formData();
  const pictures = form.getAll('pictures').filter((picture) => picture instanceof File);
  const text = textOf(form);
  const cache = await caches.open(shelf);
  const put = (content, headers) => {
    const key = `${address}?${crypto.randomUUID()}`;
    return cache.put(key, new Response(content, { headers }));
  };
  for (const picture of pictures) {
    const name = encodeURIComponent(picture.name);
    await put(picture, { 'content-type': picture.type, 'x-file-name': name });
  }
  if (text) await put(text, { 'content-type': 'text/plain; charset=utf-8' });
  return pictures.length > 0 || text !== '';
}

/** A picture's title is often its file's name, so it counts only where nothing else is said. */
function textOf(form) {
  const [title, text, link] = ['title', 'text', 'url'].map((name) => String(form.get(name) ?? ''));
  const said = [text, link].filter((part) => part.trim() !== '').join('\n');
  return (said || (form.has('pictures') ? '' : title)).trim();
}
