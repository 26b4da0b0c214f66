import { execa } from 'execa';

/** How a program is started where nothing but 127.0.0.1 can be reached: its own command line comes after these words. */
type Wrapping = readonly string[];

const LO_UP = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/** A network namespace of its own. bubblewrap brings the loopback up by itself, and leaves the user who he is. */
const WAYS: readonly Wrapping[] = [
  ...(process.getuid?.() === 0 ? [['unshare', '--net', ...LO_UP]] : []),
  ['bwrap', '--dev-bind', '/', '/', '--unshare-net', '--die-with-parent', '--'],
  ['unshare', '--map-root-user', '--net', ...LO_UP],
];

/** Listens on the loopback and is heard there; an address for documentation, which is nobody's, has no way to it. */
const PROBE = `
const net = require('node:net');
const server = net.createServer().listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1', () => {
    net.connect(9, '192.0.2.1').on('error', (error) => {
      if (error.code === 'ENETUNREACH') process.stdout.write('alone');
      process.exit();
    }).on('connect', () => process.exit(1));
  }).on('error', () => process.exit(1));
});
setTimeout(() => process.exit(1), 2_000);
`;

export type Loopback = { readonly wrapping: Wrapping } | { readonly trouble: string };

/** The first way that works on this machine: each is tried, none is believed. */
export async function loopbackOnly(ways: readonly Wrapping[] = WAYS): Promise<Loopback> {
  const troubles: string[] = [];
  for (const wrapping of ways) {
    const [program = '', ...rest] = wrapping;
    const tried = await execa(program, [...rest, process.execPath, '-e', PROBE], { reject: false, timeout: 10_000 });
    if (tried.stdout === 'alone') return { wrapping };
    const said = tried.stderr.trim().split('\n').at(-1) ?? '';
    troubles.push(
      `${program}: ${said === '' ? (tried.shortMessage ?? 'more than the loopback is reached').split('\n')[0] : said}`,
    );
  }
  return { trouble: troubles.join('; ') };
}
