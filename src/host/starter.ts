import { runProgram, type ProgramCall } from './run-program.ts';

/**
 * A small process that runs programs for its xpar: starting one takes a copy of the starting process's page tables, and holds it up
 * until the program has begun. When its xpar is gone it starts nothing more, and goes with the last of those under way.
 */
process.on('message', ({ id, call }: { readonly id: number; readonly call: ProgramCall }) => {
  void runProgram(call).then((end) => {
    if (process.connected) process.send?.({ id, end });
  });
});
process.send?.('ready');
