import type { Command } from 'commander';
import type { AnswerOptions } from './inbox.ts';
import type { Run } from './run-verb.ts';

/** What agents ask, and what a person says to it. */
export function defineInbox(program: Command, run: Run): void {
  program
    .command('inbox')
    .description('everything that waits for you, each with the command that answers it')
    .option('--json', 'one JSON document')
    .action((options: { json?: boolean }) => run(async (context) => (await import('./inbox.ts')).inboxVerb(context, options))());
  program
    .command('approve')
    .description('allow what an agent or a build asks for; a build that is running goes on at once')
    .argument('<item>', 'its name in `xpar inbox`, such as A-7')
    .option('--always', 'from now on: for this story as it stands, this agent, and exactly this command or these paths')
    .option('--more <amount>', 'how much more a spent budget may take: tokens such as 100k, or USD such as 5')
    .action((item: string, options: AnswerOptions) =>
      run(async (context) => (await import('./inbox.ts')).answerVerb(context, item, { ...options, allow: true }))(),
    );
  program
    .command('deny')
    .description('refuse what an agent asks for, or take back what was allowed for good')
    .argument('<item>', 'its name in `xpar inbox`, such as A-7')
    .option('--why <text>', 'told to the agent')
    .action((item: string, options: AnswerOptions) =>
      run(async (context) => (await import('./inbox.ts')).answerVerb(context, item, { ...options, allow: false }))(),
    );
  program
    .command('mcp')
    .description('the tools of one lane, for the agent in it (`mcp: true` in its config starts this)')
    .requiredOption('--lane <folder>', "the session's outbox")
    .action((options: { lane: string }) => run(async (context) => (await import('./mcp.ts')).mcpVerb(context, options))());
}
