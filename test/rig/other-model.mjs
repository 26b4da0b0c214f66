// A claude that is not the model it was asked to be: says so in its first line, then waits to be stopped.
if (process.argv.includes('--version')) process.stdout.write('2.1.0 (Claude Code)\n');
else {
  const init = {
    type: 'system',
    subtype: 'init',
    session_id: 's-1',
    model: 'claude-haiku-4-5',
    tools: [],
    cwd: process.cwd(),
    claude_code_version: '2.1.0',
  };
  process.stdout.write(`${JSON.stringify(init)}\n`);
  process.stdin.resume();
}
