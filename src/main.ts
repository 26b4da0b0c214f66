import process from 'node:process';
import { runCli } from './cli/cli.ts';
import { nodeHost } from './host/node-host.ts';

// node:sqlite, which keeps the lock, is still called experimental by Node; other warnings are shown as ever.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.stack ?? warning.message}\n`);
});

try {
  process.exitCode = await runCli(process.argv.slice(2), await hostMaker());
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `xpar: this is a bug in xpar, not in your project\n${text}\n  hint: nothing integrated is lost; the next xpar build goes on from here\n`,
  );
  process.exitCode = 70;
}

/** The real world; in a test of crashes, one that ends at a chosen point. */
async function hostMaker(): Promise<typeof nodeHost> {
  const spec = process.env['XPAR_FAILPOINT'];
  if (spec === undefined) return nodeHost;
  const dying = (await import('./host/failpoints.ts')).failpoints(spec);
  return (cwd) => dying(nodeHost(cwd));
}
