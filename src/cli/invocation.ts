import type { Host } from '../host/host.ts';

/** How this person calls xpar for a repository: in a clone it is npx that finds it, and `-C` says where they are not. */
export function invocation(
  { host, folder }: { readonly host: Pick<Host, 'machine'>; readonly folder?: string },
  elsewhere: string | undefined = folder,
): string {
  const xpar = host.machine.env['npm_command'] === 'exec' ? 'npx xpar' : 'xpar';
  return elsewhere === undefined ? xpar : `${xpar} -C ${/^[\w./-]+$/.test(elsewhere) ? elsewhere : JSON.stringify(elsewhere)}`;
}
