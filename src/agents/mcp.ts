import { has, looseLine, objectIn, textIn } from './loose-json.ts';
import { callTool, toolList, type Called, type Lane } from './mcp-tools.ts';

/** Versions of the protocol that differ in nothing that is used here; the newest first. */
const VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

/** What a line of a client calls for: an answer now, or one that is made of what a tool call comes to. */
export type McpStep = { readonly send?: object } | { readonly called: Called; answer(text: string, isError: boolean): object };

const ERROR = { parse: -32_700, method: -32_601, params: -32_602 } as const;

/** One line of a client of the Model Context Protocol over its standard streams. Pure: never throws, answers nothing twice. */
export function mcpStep(lane: Lane, version: string, line: string): McpStep {
  if (line.trim() === '') return {};
  const said = looseLine(line);
  if (said === undefined) return { send: failed(null, ERROR.parse, 'not a JSON object') };
  const method = textIn(said, 'method');
  const id = said['id'];
  // Notifications, and answers to what was never asked.
  if (!has(said, 'id') || method === undefined) return {};
  const params = objectIn(said, 'params');
  const done = (result: object): McpStep => ({ send: { jsonrpc: '2.0', id, result } });
  switch (method) {
    case 'initialize':
      return done(greeting(textIn(params, 'protocolVersion') ?? '', version));
    case 'ping':
      return done({});
    case 'tools/list':
      return done({ tools: toolList() });
    case 'tools/call': {
      const name = textIn(params, 'name') ?? '';
      const called = callTool(lane, name, objectIn(params, 'arguments'));
      if (called === undefined) return { send: failed(id, ERROR.params, `there is no tool ${name}`) };
      return { called, answer: (text, isError) => ({ jsonrpc: '2.0', id, result: contentOf(text, isError) }) };
    }
  }
  return { send: failed(id, ERROR.method, `there is no method ${method}`) };
}

function greeting(asked: string, version: string): object {
  return {
    protocolVersion: VERSIONS.includes(asked) ? asked : VERSIONS[0],
    capabilities: { tools: {} },
    serverInfo: { name: 'xpar', version },
  };
}

function contentOf(text: string, isError: boolean): object {
  return { content: [{ type: 'text', text }], ...(isError ? { isError } : {}) };
}

function failed(id: unknown, code: number, message: string): object {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
