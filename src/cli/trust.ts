import { trustConfig } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { refuse, type Context } from './context.ts';

/** `xpar trust` */
export async function trustVerb(context: Context): Promise<number> {
  const given = await trustConfig(context.host);
  if (!given.ok) return refuse(context, given.problems);
  const { file, files } = given.value;
  const { out } = context.host.terminal;
  if (file === undefined) out.write('There is no config here, so that nothing of it can run.\n');
  else if (files.length === 0) out.write(`${shown(file)} is data: it needs no trust.\n`);
  else {
    const others = files.filter((one) => one !== file).map((one) => `  ${shown(one)}\n`);
    const beside = others.length === 0 ? '' : ', with what it brings in';
    out.write(`${shown(file)} is trusted as it stands${beside}; you are asked again when it changes.\n${others.join('')}`);
  }
  return 0;
}
