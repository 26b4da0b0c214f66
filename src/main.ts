import { quickBuild } from './cli/quick.ts';
import type { Host } from './host/host.ts';
import { quickHost } from './host/quick-host.ts';
import { keepYoungHeapSmall } from './host/young-heap.ts';

// node:sqlite, which keeps the lock, is still called experimental by Node; other warnings are shown as ever.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.stack ?? warning.message}\n`);
});

try {
  const argv = process.argv.slice(2);
  process.exitCode = (await quickBuild(argv, quickHost)) ?? (await wholeCli(argv));
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `xpar: this is a bug in xpar, not in your project\n${text}\n  hint: nothing integrated is lost; the next xpar build goes on from here\n`,
  );
  process.exitCode = 70;
}

/** Loaded only where there is more to do than to say that there is nothing to do. */
async function wholeCli(argv: readonly string[]): Promise<number> {
  keepYoungHeapSmall();
  const { runCli } = await import('./cli/cli.ts');
  return runCli(argv, { version: quickHost().machine.version, load: hostMaker });
}

/** The real world; in a test of crashes, one that ends at a chosen point. */
async function hostMaker(): Promise<(cwd?: string) => Host> {
  const { nodeHost } = await import('./host/node-host.ts');
  const spec = process.env['XPAR_FAILPOINT'];
  if (spec === undefined) return nodeHost;
  const dying = (await import('./host/failpoints.ts')).failpoints(spec);
  return (cwd) => dying(nodeHost(cwd));
}
