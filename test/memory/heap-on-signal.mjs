// Loaded before the bundle: on SIGUSR2 it collects all garbage and tells what the heap still holds.
process.on('SIGUSR2', () => {
  globalThis.gc();
  process.stderr.write(`heap ${process.memoryUsage().heapUsed}\n`);
});
