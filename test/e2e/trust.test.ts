import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

test('a config that is code runs nowhere before a person trusted it, and is asked about again when it changes', async () => {
  const config = workshop.read('xpar.config.json');
  const ran = path.join(workshop.root, 'ran');
  rmSync(path.join(workshop.repository, 'xpar.config.json'));
  workshop.write(
    'more.mjs',
    `import fs from 'node:fs';\nfs.appendFileSync(${JSON.stringify(ran)}, 'x');\nexport const more = ${config};\n`,
  );
  workshop.write('xpar.config.mjs', "export { more as default } from './more.mjs';\n");
  const env = { XPAR_TRUST: '' };
  for (const args of [['status'], ['lint'], ['watch'], ['build', '--json'], ['inbox']]) {
    const refused = await workshop.xparWith({ env }, ...args);
    expect(refused).toMatchObject({ code: 2, refusals: ['config-untrusted'] });
    expect(refused.stderr).toContain('xpar trust');
  }
  expect(await workshop.xparWith({ env: { ...env, XPAR_SESSION: 'r/add/1' } }, 'trust')).toMatchObject({ code: 2 });
  expect([existsSync(ran), workshop.exists('.xpar')]).toEqual([false, false]);
  const trusted = await workshop.xparWith({ env }, 'trust');
  expect(trusted).toMatchObject({ code: 0, stdout: expect.stringContaining('more.mjs') });
  expect(existsSync(ran)).toBe(false);
  workshop.plays({ add: GOOD.add });
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(existsSync(ran)).toBe(true);
  workshop.edit('more.mjs', (text) => `${text}\n`);
  const again = await workshop.xparWith({ env }, 'status');
  expect(again).toMatchObject({ code: 2, refusals: ['config-untrusted'] });
  expect(again.stderr).toMatch(/changed since it was trusted[^]*more\.mjs/);
  expect(await workshop.xparWith({ env: { XPAR_TRUST: '1' } }, 'status')).toMatchObject({ code: 0 });
});
