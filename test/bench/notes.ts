/** What was tried where a target is missed, for those who read the page. */
export const notes: readonly string[] = [
  '## What was tried',
  '',
  '- Small answers: nothing is downloaded any more, the log of SQLite is synced off the event loop, a commit is one run of prepared statements without a query builder, and small documents go out in one write. What is left is the pipeline itself: three commits one after the other, each durable before the next step, and the HTTP stack of a server in place of a pipe.',
  '- Base64: pieces that are encoded stay below 64 KiB of text, since longer strings are born among the large objects of V8 and made encoding ten times as slow; batches are gathered in memory that is used again; the file is read into one buffer. Fewer collections of the whole heap follow: 4 in place of 23 for 192 pictures. Holding the text of the provider in memory was left out: encoding costs 0.2 ms a picture now.',
  '- Start over stdio: undici, the databases and the demo painter are loaded with their first use. Most of what is left is parsing the SDK, zod and the tables of providers.',
  '- SQLite in a thread of its own was left out: a sync from outside frees the event loop as well, without the memory of a second V8.',
  '- 64 slow readers: the peak is garbage that V8 collects late, since memory outside its heap makes it collect only every 64 MB. Decoding into memory that is used again was not tried.',
  '',
];
