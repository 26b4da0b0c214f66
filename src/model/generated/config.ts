// Generated from schemas/ by scripts/generate-types.ts: edit the schema.
export type Agent = ClaudeAgent | CodexAgent | AcpAgent | CommandAgent;

/**
 * The value of `xpar.config.*`. Every key has a default, so an empty one works.
 */
export interface RawConfig {
  /**
   * The branch that work starts from and lands on. Default: the branch you are on.
   */
  base?: string;
  /**
   * The branch finished stories are merged into. Default: `xpar/integration`.
   */
  integration?: string;
  /**
   * Folder of the stories, from the top of the repository. Default: `stories`.
   */
  stories?: string;
  /**
   * Folder of the ADRs, from the top of the repository. Default: `adr`.
   */
  adrs?: string;
  /**
   * Facts about models, over the built-in table.
   */
  models?: {
    [k: string]: Model;
  };
  /**
   * Who does the work: by a story's `type`, and `default` for the rest. Default: Claude Code.
   */
  agents?: {
    [k: string]: Agent;
  };
  /**
   * Who works on a story, one after the other in its worktree, each in a session of its own. Default: one implementer.
   *
   * @minItems 1
   * @maxItems 12
   */
  roles?: Role[];
  /**
   * Commands whose exit code judges. Default: detected from the project, such as `npm test`.
   */
  gates?: Gate[];
  /**
   * How much runs side by side.
   */
  parallel?: {
    /**
     * `worktree` (default): each lane has a worktree of its own. `shared`: all sessions of a build work in one checkout of xpar's own, each on the files that its story declares; what a lane commits is its own files alone, and an edit outside every one of them stops the build. For checkouts that are dear to make. Not with `conflicts` other than `sequential`, `sessions: packed` or `isolation: clone`; stories without `files`, or with subtasks, are refused.
     */
    mode?: 'worktree' | 'shared';
    /**
     * Lanes in flight at most. Default: 3.
     */
    jobs?: number;
    /**
     * Stories whose `files` overlap: `sequential` (default) runs one after the other, `optimistic` runs both and lets the merge decide, `isolate` runs both unless they share one of `hotspots`.
     */
    conflicts?: 'sequential' | 'optimistic' | 'isolate';
    /**
     * `own` (default): each story has a session of its own. `packed`: small stories whose sums fit the smart zone take turns in one, and its base is paid once; each keeps its own commit and gate. `watch --build` does as `own`, as a card may be edited between two turns.
     */
    sessions?: 'own' | 'packed';
    /**
     * Pause between two starts, so that lanes share the model's cache. Default: 2s.
     */
    stagger?: string;
    /**
     * While less memory than this is free, no lane begins beside those under way. `0MB`: never looked at. Default: 256MB.
     */
    memoryFloor?: string;
    /**
     * While more processes than this wait for each processor (the load of the last minute), no lane begins beside those under way. 0: never looked at. Default: 8.
     */
    maxLoad?: number;
    /**
     * Files that words of a card mean, for cards that declare no `files`: hints for `xpar plan` and the order of starts; they lock nothing.
     */
    keywords?: {
      [k: string]: string[];
    };
  };
  /**
   * How gated lanes are folded into the integration branch.
   */
  integrate?: {
    /**
     * Lanes that are folded in together and gated once, at most. Default: 8.
     */
    wave?: number;
    /**
     * True: the full gate on every commit of a wave, not only on its last. Default: false.
     */
    everyCommit?: boolean;
    /**
     * A suite that was red, and green on the same tree again: `accept` (default) lands it and counts a flake, `refuse` leaves its lanes out.
     */
    flaky?: 'accept' | 'refuse';
    /**
     * Files that are lists of lines, such as a changelog: where two lanes conflict in one, the lines of both are kept. Paths or globs. Default: none; it would break anything else.
     */
    lineLists?: string[];
    /**
     * Where two lanes conflict, ask mergiraf (https://mergiraf.org) if it is on the path. Default: true.
     */
    mergiraf?: boolean;
    /**
     * Files that a program writes anew, such as snapshots: a conflict in nothing else is counted as one of golden files. Paths or globs. Default: `** /*.snap`, `** /__snapshots__/**`.
     */
    golden?: string[];
  };
  /**
   * Where agents look up what they use, before their first edit and again after a failure: files and folders of the repository, and addresses. Part of the assignment and of its floor; what was looked into stands in the handoff. Default: none.
   *
   * @maxItems 50
   */
  docs?: string[];
  /**
   * Whose word lands what is integrated: `land` (default): `xpar land` asks; `story`: each story is accepted first (`xpar accept`), and landing stops before one that is not; `auto`: `xpar land` asks nobody.
   */
  acceptance?: 'land' | 'story' | 'auto';
  /**
   * What agents may spend: a session starts only if what is reserved for it fits every budget it draws on.
   */
  budget?: {
    /**
     * Tokens of a run.
     */
    overall?: number | string;
    /**
     * USD of a run.
     */
    usd?: number;
    /**
     * Of all sessions of a story as it stands, over all runs.
     */
    perStory?: {
      [k: string]:
        | number
        | string
        | {
            tokens?: number | string;
            usd?: number;
          };
    };
    /**
     * Of a run's sessions in a role: `implementer`, and those of `roles`.
     */
    perRole?: {
      [k: string]:
        | number
        | string
        | {
            tokens?: number | string;
            usd?: number;
          };
    };
    /**
     * Of a run's sessions by the program, or the slash command, an agent is started with; its arguments do not count.
     */
    perCommand?: {
      [k: string]:
        | number
        | string
        | {
            tokens?: number | string;
            usd?: number;
          };
    };
    /**
     * When a budget is spent: `warn` tells and goes on; `pause` (default) starts nothing more and asks, and stops where nobody can answer; `stop` has the sessions hand back what there is.
     */
    onExceed?: 'warn' | 'pause' | 'stop';
    /**
     * True: tokens read from the provider's cache count as tokens too. They always count in USD. Default: false.
     */
    countCacheReads?: boolean;
  };
  /**
   * Tries for one story as it stands: the first and its retries. Default: 3.
   */
  retries?: number;
  /**
   * When a session is stopped because it goes in circles; 0: never.
   */
  repeats?: {
    /**
     * The same command, or the same tool on the same files, failed so often with nothing changed in between. Its next try is told. Default: 8.
     */
    failures?: number;
    /**
     * It was refused the same tool so often with nothing done in between. It waits for a person. Default: 5.
     */
    denials?: number;
  };
  /**
   * When a session is stopped, and how long its provider is waited for.
   */
  timeouts?: {
    /**
     * Without a sign of life for this long. Default: 10m.
     */
    idle?: string;
    /**
     * From its start, however busy it is. Default: 60m.
     */
    wall?: string;
    /**
     * How long a build waits, in all, for a quota that is used up; `0s`: it ends instead. Default: 6h.
     */
    quota?: string;
    /**
     * How long a story waits, in all, for a service that fails; `0s`: it fails instead. Default: 30m.
     */
    outage?: string;
    /**
     * How long a session is held open for your answer to what its agent asks; then it hands back, and goes on after the answer. `0s`: what nobody has allowed is refused at once. Default: 10m.
     */
    approval?: string;
  };
  /**
   * True: what no rule settles is allowed without asking you. Said on every screen, recorded one by one, and a trailer of each commit. Rules, budgets, gates and landing stay as they are. Default: false.
   */
  autonomous?: boolean;
  /**
   * A command for when you are needed and when a run has ended. `{message}`, `{event}` (needs-you or ended), `{story}` and `{item}` stand for words of one argument each. Default: none.
   *
   * @minItems 1
   */
  notify?: string[];
  /**
   * What agents that ask may do unasked, beside what the card covers. The rest is asked in `xpar inbox`.
   */
  permissions?: {
    /**
     * `ask`: every command that is not in `allow` is asked about. Default: allow.
     */
    commands?: 'allow' | 'ask';
    /**
     * Commands that need no answer, exactly as the agent writes them. Default: none.
     */
    allow?: string[];
  };
  /**
   * Where lanes live, how they are made ready and taken down.
   */
  worktree?: {
    /**
     * Folder of all lanes. Default: `<repository>.xpar` beside the repository.
     */
    folder?: string;
    /**
     * Commands run in a new worktree; `XPAR_STORY` and `XPAR_PORT` are in their environment. Default: detected from the lockfile, such as `npm ci`.
     */
    setup?: string[][];
    /**
     * When one of them fails: `fail` (default) starts no agent there, `warn` tells and goes on.
     */
    onSetupFailure?: 'fail' | 'warn';
    /**
     * Commands run in a worktree before it goes, in the same environment. Default: none.
     */
    teardown?: string[][];
    /**
     * When one of them fails: `warn` (default) tells and lets the worktree go, `fail` keeps it, and the next build tries again.
     */
    onTeardownFailure?: 'fail' | 'warn';
    /**
     * Each lane has a port of its own from here in `XPAR_PORT`: for its agent, its gates, its setup and teardown. Default: 10000 to 19999.
     *
     * @minItems 2
     * @maxItems 2
     */
    ports?: number[];
    /**
     * No lane starts while less than this is free where lanes and `.xpar` stand; `0MB`: never held back. Default: 100MB.
     */
    diskFloor?: string;
    /**
     * Worktrees of finished lanes that are kept for the next ones, reset to nothing but their commit and what `keep` names. Default: 0.
     */
    pool?: number;
    /**
     * Ignored files that outlive such a reset, in gitignore's syntax: caches of installers and builds. Default: `node_modules`.
     */
    keep?: string[];
  };
  /**
   * Files that only one lane at a time may change, such as a lockfile or a table of routes; a glob is one hotspot, whichever of its files is meant. Not under `conflicts: optimistic`. Default: the lockfiles of common package managers, at the top.
   */
  hotspots?: string[];
  /**
   * Files no story may change unless its card says so in `allow_protected`. Default: the config itself, and `.worktreeinclude`.
   */
  protected?: string[];
  /**
   * What a lane is: `worktree` (default), a linked worktree; `clone`, a repository of its own that borrows our objects, so that hooks, config, stash and refs in an agent's hands are not ours.
   */
  isolation?: 'worktree' | 'clone';
  /**
   * What agents are shut up in. `bwrap` (bubblewrap, Linux): everything read-only but the lane's worktree and the parts of `.git` it needs, a `/tmp` of its own, keys hidden. `srt` (sandbox-runtime): the same with a network of `domains` alone. A list: a command that stands before the agent's own. Where it does not work nothing starts. Default: none.
   *
   * @minItems 1
   */
  sandbox?:
    | string
    | string[]
    | {
        /**
         * Which sandbox.
         */
        use: 'bwrap' | 'srt';
        /**
         * Folders it may write beside its own, such as a package manager's cache.
         */
        writable?: string[];
        /**
         * Below a temporary folder, which is hidden else: what it may read there. `bwrap` only.
         */
        readable?: string[];
        /**
         * Files and folders it may not even read, beside the usual places of keys.
         */
        hidden?: string[];
        /**
         * The only hosts it may reach. `srt` only.
         */
        domains?: string[];
      };
  /**
   * What `xpar report` adds up.
   */
  report?: {
    /**
     * Folder of the ledger a team shares, from the top of the repository: `xpar report --share` puts a file there for each session, to be committed; what stands there teaches every forecast. Default: none, what was learned stays on this machine.
     */
    shared?: string;
    /**
     * Iterations of equal length, for velocity. Default: none, they are cut by `xpar report --iteration NAME`.
     */
    iterations?: {
      /**
       * First day of the first iteration, UTC.
       */
      from: string;
      /**
       * Length of each.
       */
      days: number;
    };
  };
  /**
   * Environment variables whose values no log, ledger, report or terminal shall hold, beside those whose names say so, such as `..._KEY`, `..._TOKEN`, `...SECRET...` and `...PASSWORD...`. Values of less than eight characters are not redacted.
   */
  secrets?: string[];
  /**
   * Environment variables that gates may see, beside the basic ones.
   */
  gateEnv?: string[];
}
export interface Model {
  /**
   * Context sizes up to which the model stays sharp, in its own tokens.
   */
  smartZone?: {
    /**
     * Where the expected context (P50) passes this, the plan calls the story tight.
     */
    warn: number | string;
    /**
     * No session starts that would pass this, and one that does is stopped.
     */
    hard: number | string;
    /**
     * Where the figures come from. Default: config.
     */
    source?: 'seed' | 'config' | 'measured';
  };
  /**
   * The model's own tokens per token of xpar's tokenizer.
   */
  kappa?: number;
  /**
   * Prices in USD per million tokens.
   */
  usdPerMillion?: {
    input: number;
    output: number;
    cacheRead?: number;
    cacheWrite?: number;
  };
  /**
   * Size of the model's context window, in its own tokens.
   */
  window?: number | string;
  /**
   * Lanes of cards on this model at once at most; models of roles are not counted. Default: as many as there are.
   */
  concurrent?: number;
  /**
   * Sessions of cards on this model that start within a minute, at most; models of roles are not counted. Default: no bound.
   */
  perMinute?: number;
}
/**
 * Claude Code, your own installation.
 */
export interface ClaudeAgent {
  kind: 'claude';
  /**
   * Program and arguments it is started with. Default: `claude`.
   *
   * @minItems 1
   */
  command?: string[];
  /**
   * `lean` (default) starts it without memory, plugins and spare tools.
   */
  profile?: 'lean' | 'default';
  /**
   * True: it is given `xpar mcp`, the tools of its own lane; they cost context in every request. Default: false.
   */
  mcp?: boolean;
  /**
   * Environment variables passed on to it.
   */
  env?: string[];
  /**
   * Tokens of its own context before a card is read.
   */
  baseTokens?: number;
  /**
   * How hard it is to think; what sessions cost is learned for each effort apart. Default: its own.
   */
  effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max';
}
/**
 * Codex, your own installation.
 */
export interface CodexAgent {
  kind: 'codex';
  /**
   * Program and arguments it is started with. Default: `codex`.
   *
   * @minItems 1
   */
  command?: string[];
  /**
   * `lean` (default) starts it without your settings, skills, apps and spare tools.
   */
  profile?: 'lean' | 'default';
  /**
   * Codex's own sandbox around the commands it runs. Default: `workspace-write`; `danger-full-access` is for machines that are sandboxes themselves.
   */
  sandbox?: 'workspace-write' | 'danger-full-access';
  /**
   * True: it is given `xpar mcp`, the tools of its own lane; they cost context in every request. Default: false.
   */
  mcp?: boolean;
  /**
   * Environment variables passed on to it.
   */
  env?: string[];
  /**
   * Tokens of its own context before a card is read.
   */
  baseTokens?: number;
  /**
   * How hard it is to think; what sessions cost is learned for each effort apart. Default: its own.
   */
  effort?: 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
}
/**
 * Any agent that speaks the Agent Client Protocol, version 1, such as opencode or Gemini CLI.
 */
export interface AcpAgent {
  kind: 'acp';
  /**
   * Program and arguments.
   *
   * @minItems 1
   */
  command: string[];
  /**
   * The way to sign in, by the agent's own id for it, where it wants to be asked. Default: none.
   */
  authMethod?: string;
  /**
   * True: it is given `xpar mcp`, the tools of its own lane; they cost context in every request. Default: false.
   */
  mcp?: boolean;
  /**
   * Environment variables passed on to it.
   */
  env?: string[];
  /**
   * Tokens of its own context before a card is read.
   */
  baseTokens?: number;
  /**
   * How hard it is to think, in the agent's own word; what sessions cost is learned for each effort apart. Default: its own.
   */
  effort?: string;
}
/**
 * Any program that works on files.
 */
export interface CommandAgent {
  kind: 'command';
  /**
   * Program and arguments.
   *
   * @minItems 1
   */
  command: string[];
  /**
   * Environment variables passed on to it.
   */
  env?: string[];
  /**
   * Tokens of its own context before a card is read.
   */
  baseTokens?: number;
  /**
   * How hard it is to think, in its own word: it is given as `XPAR_EFFORT`, and what sessions cost is learned for each effort apart.
   */
  effort?: string;
}
export interface Role {
  /**
   * Unique; the ledger and `budget.perRole` call its sessions so. `implement` is another word for `implementer`.
   */
  name: string;
  /**
   * What it does: `test-writer` leaves tests that no later role may change, `implementer` (exactly one) does the card, `reviewer` accepts or refuses and changes nothing, `writer` does what its prompt says. Default: as its name says, else `writer`.
   */
  kind?: 'test-writer' | 'implementer' | 'reviewer' | 'writer';
  /**
   * One of `agents`. Default: the story's own; the implementer's always is.
   */
  agent?: string;
  /**
   * Default: the card's; the implementer's always is.
   */
  model?: string;
  /**
   * What it is told beside the card. A `writer` needs one.
   */
  prompt?: string;
  /**
   * The part of a story's budget (`budget.perStory`) that all its sessions in this role may take. Default: 1.
   */
  share?: number;
  /**
   * Of a reviewer: how often a refusal goes back to the implementer before the try has failed. Default: 1.
   */
  rounds?: number;
}
export interface Gate {
  /**
   * Unique; stories name it in `gates`.
   */
  name: string;
  /**
   * 1 static, 2 targeted, 3 full (default). A lower rung runs first; gates of one rung run side by side, as many as there are processors.
   */
  rung?: 1 | 2 | 3;
  /**
   * Program and arguments. `{report}` stands for the file its report goes to, `{files}` for the changed files and `{tests}` for the test files that these are, or that load them (all where a change is loaded by none as far as imports say, and in the suite; of Go, the packages). Both are arguments of their own, and a gate with nothing to look at is green.
   *
   * @minItems 1
   */
  command: string[];
  /**
   * Runs only some tests, for a red wave: `{tests}` stands for their files, each an argument. Default: known for vitest, jest, node --test, pytest, go test and cargo test; of others the whole gate is run again.
   *
   * @minItems 1
   */
  rerun?: string[];
  /**
   * Gates of the same rung, by name, that have to be green first: a build before the tests that load it.
   */
  after?: string[];
  /**
   * When the gate is stopped and counts as red. Default: 10m.
   */
  timeout?: string;
  /**
   * The form of the test report it writes to `{report}`: JUnit's XML, TAP, the JSON of vitest or jest, or the lines of `go test -json`. With one, a run of no tests is not a pass, nor is a report that is missing, cut off (TAP without its plan is), larger than 32 MB, or that tells of a failure. TAP and Go's lines may be what it prints instead.
   */
  report?: 'junit' | 'tap' | 'vitest' | 'jest' | 'go';
  /**
   * Fewer tests than this in its report are red: a suite that lost half of itself is not a pass. Default: 1.
   */
  minTests?: number;
  /**
   * True: only for stories that name it in `gates`. Default: false.
   */
  onRequest?: boolean;
}
