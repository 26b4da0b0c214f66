import { spawnSync } from 'node:child_process';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { claudeAgent } from '../../src/agents/claude.ts';
import { realLane, realPorts, type RealLane } from '../rig/real-lane.ts';

const isAlone = process.env['XPAR_TEST_LOOPBACK'] === '1';
const program = process.env['XPAR_TEST_CLAUDE'];
/** Of a range that is kept for documentation: nobody's. */
const ELSEWHERE = '192.0.2.1';

let lane: RealLane | undefined;
afterEach(() => lane?.remove());

function reach(port: number, host: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host, () => {
      socket.destroy();
      resolve('reached');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
  });
}

test.runIf(isAlone)('nothing but the loopback can be reached, by us and by what we start', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  expect(await reach(port, '127.0.0.1')).toBe('reached');
  server.close();
  expect(await reach(443, ELSEWHERE)).toBe('ENETUNREACH');
  expect(Object.keys(networkInterfaces())).toEqual(['lo']);
  const asks = `require('node:net').connect(443, '${ELSEWHERE}').on('error', (error) => console.log(error.code))`;
  expect(spawnSync(process.execPath, ['-e', asks], { encoding: 'utf8' }).stdout.trim()).toBe('ENETUNREACH');
});

test.runIf(isAlone && program !== undefined)('a real program whose provider is elsewhere gets no answer from it', async () => {
  lane = realLane();
  const env = { ANTHROPIC_API_KEY: 'scripted-key', ANTHROPIC_BASE_URL: `http://${ELSEWHERE}`, CLAUDE_CODE_MAX_RETRIES: '0' };
  const adapter = claudeAgent({ kind: 'claude', command: [program!] }, realPorts);
  const { result } = await lane.run(adapter, { model: 'claude-sonnet-4-6', env });
  expect(result).toMatchObject({ outcome: 'transient', requests: 0 });
});
