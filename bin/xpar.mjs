#!/usr/bin/env node
import fs from 'node:fs';
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(
    `xpar: Node is too old\n  expected: 22.22 or newer\n  found:    ${process.versions.node}\n  hint:     inside a project that has xpar as a dependency, npx xpar brings its own\n`,
  );
  process.exit(2);
}
const [asked, ...more] = process.argv.slice(2);
if (more.length === 0 && (asked === '--version' || asked === '-V')) {
  const { version } = JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else {
  module.enableCompileCache?.();
  await import('../dist/main.js');
}
