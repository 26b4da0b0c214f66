import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Does one action, as agent-stage.ts has them. */
function act(action) {
  switch (action.do) {
    case 'write':
      mkdirSync(path.dirname(action.path), { recursive: true });
      return writeFileSync(action.path, action.text);
    case 'remove':
      return rmSync(action.path, { recursive: true });
    case 'tell':
      return appendFileSync(process.env.XPAR_EVENTS, `${JSON.stringify(action.event)}\n`);
    case 'print':
      return void process.stdout.write(action.text);
    case 'run':
      return void execFileSync(action.argv[0], action.argv.slice(1), { stdio: 'inherit' });
    case 'go-deaf':
      return ['SIGTERM', 'SIGINT', 'SIGHUP'].forEach((name) => process.on(name, () => {}));
    case 'exit':
      return process.exit(action.code);
  }
}

/** An agent without a will: it connects to the test that stages it, and does what that says, one action at a time. */
function play() {
  const socket = net.connect(Number(process.env.XPAR_STAGE_PORT), '127.0.0.1');
  const say = (value) => void socket.write(`${JSON.stringify(value)}\n`);
  const hello = {
    story: [process.env.XPAR_STORY, process.env.XPAR_SUBTASK ?? []].flat().join('--'),
    attempt: Number(process.env.XPAR_ATTEMPT),
    model: process.env.XPAR_MODEL,
    ...(process.env.XPAR_ROLE === undefined ? {} : { role: process.env.XPAR_ROLE }),
    cwd: process.cwd(),
    prompt: readFileSync(process.env.XPAR_PROMPT_FILE, 'utf8'),
    pid: process.pid,
  };
  say(hello);
  createInterface(socket).on('line', (line) => {
    try {
      act(JSON.parse(line));
      say({ ok: true });
    } catch (error) {
      say({ ok: false, detail: error.message });
    }
  });
  // A stage that is torn down takes its players with it.
  socket.on('close', () => process.exit(70));
  socket.on('error', () => process.exit(70));
}

if (import.meta.main) play();
