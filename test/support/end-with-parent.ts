import { isMainThread } from 'node:worker_threads';

// Loaded into a child process by its `--import`: the child ends when the test that started it is gone, however it ended.
if (isMainThread && process.connected) {
  process.once('disconnect', () => process.exit(1));
  process.channel?.unref();
}
