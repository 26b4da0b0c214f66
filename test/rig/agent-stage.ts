import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What a test can have the scripted agent do. Plain JavaScript, as it is started hundreds of times: scripted-agent.mjs. */
export type Action =
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'tell'; readonly event: object }
  | { readonly do: 'print'; readonly text: string }
  | { readonly do: 'run'; readonly argv: readonly string[] }
  | { readonly do: 'go-deaf' }
  | { readonly do: 'exit'; readonly code: number };

/** What it says first. */
export interface Hello {
  /** Of a subtask's session the lane's name, `<story>--<subtask>`. */
  readonly story: string;
  readonly attempt: number;
  readonly model: string;
  /** Absent where the config names none. */
  readonly role?: string;
  readonly cwd: string;
  readonly prompt: string;
  readonly pid: number;
}

/** One session of the scripted agent, in the test's hands. */
export interface StagedSession extends Hello {
  /** Does it, and comes back when it is done; rejects with what went wrong. */
  act(action: Exclude<Action, { do: 'exit' }>): Promise<void>;
  exit(code: number): Promise<void>;
  /** Resolves when its process has let go: it exited, or was killed. */
  readonly gone: Promise<void>;
}

export interface AgentStage {
  /** The agent's command line, for `command({ command, env: Object.keys(env) })`. */
  readonly command: readonly string[];
  /** What the environment of xpar itself must hold. */
  readonly env: Readonly<Record<string, string>>;
  /** The session of this story and try, as soon as it has begun. */
  session(story: string, attempt?: number): Promise<StagedSession>;
  /** The session of this story that begins next, whatever its try. */
  next(story: string): Promise<StagedSession>;
  /** Every session that has begun so far, in order, as `story#attempt`. */
  readonly begun: readonly string[];
  close(): Promise<void>;
}

/** Stages scripted agents: real processes, each doing only what the test says, so that a test decides every order of events. */
export async function agentStage(): Promise<AgentStage> {
  const sessions = new Map<string, StagedSession>();
  const waiting = new Map<string, (session: StagedSession) => void>();
  const expected = new Map<string, (session: StagedSession) => void>();
  const begun: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    meet(socket, (session) => {
      const key = `${session.story}#${session.attempt}`;
      begun.push(key);
      sessions.set(key, session);
      waiting.get(key)?.(session);
      expected.get(session.story)?.(session);
      expected.delete(session.story);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    command: [process.execPath, path.join(import.meta.dirname, 'scripted-agent.mjs')],
    env: { XPAR_STAGE_PORT: String((server.address() as net.AddressInfo).port) },
    begun,
    session: async (story, attempt = 1) => {
      const key = `${story}#${attempt}`;
      return sessions.get(key) ?? new Promise<StagedSession>((resolve) => waiting.set(key, resolve));
    },
    next: (story) => new Promise<StagedSession>((resolve) => expected.set(story, resolve)),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function meet(socket: net.Socket, arrived: (session: StagedSession) => void): void {
  const replies: ((line: string | undefined) => void)[] = [];
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  void gone.then(() => replies.splice(0).forEach((reply) => reply(undefined)));
  socket.on('error', () => {}); // A killed agent does not say goodbye.
  const ask = (action: Action): Promise<string | undefined> =>
    new Promise((resolve) => {
      replies.push(resolve);
      socket.write(`${JSON.stringify(action)}\n`);
    });
  const lines = createInterface(socket);
  lines.once('line', (hello) => {
    lines.on('line', (line) => replies.shift()?.(line));
    arrived({
      ...(JSON.parse(hello) as Hello),
      gone,
      act: async (action) => check(action, await ask(action)),
      exit: async (code) => void (await ask({ do: 'exit', code })),
    });
  });
}

function check(action: Action, reply: string | undefined): void {
  const { ok, detail } =
    reply === undefined ? { ok: false, detail: 'it is gone' } : (JSON.parse(reply) as { ok: boolean; detail?: string });
  if (!ok) throw new Error(`scripted agent: ${action.do}: ${detail ?? ''}`);
}
