/** What a receiver on the network answered, or why there is no answer. */
export type Answer =
  | { readonly end: 'answered'; readonly status: number; readonly body: string }
  | { readonly end: 'unreached' | 'timeout'; readonly detail: string };

/** The network, as far as xpar itself needs it: only what a person asks to be sent, to where they say. */
export interface Web {
  /** Could a program listen on this port of 127.0.0.1 now? */
  isFree(port: number): Promise<boolean>;
  /** Follows no redirect, so that nothing goes elsewhere; reads at most 64 kB of the answer. Never rejects. */
  post(
    url: string,
    request: { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly timeoutMs: number },
  ): Promise<Answer>;
}
