import type { Host } from '../../host/host.ts';
import { notAPerson } from './as-person.ts';
import { configFiles } from './load-config.ts';
import { findRepository, type Got } from './read-project.ts';
import { trust } from './trust.ts';

/** What the word goes for: the files of a config that is code; none where it is data, or there is none. */
export interface TrustGiven {
  readonly file?: string;
  readonly files: readonly string[];
}

/** `xpar trust`: a person's word that this checkout's config may run as it stands. Evaluates nothing. */
export async function trustConfig(host: Host): Promise<Got<TrustGiven>> {
  const refusal = notAPerson(host);
  if (refusal) return { ok: false, problems: [refusal] };
  const found = await findRepository(host);
  if (!found.ok) return found;
  const { top } = found.value;
  const files = await configFiles(host, top);
  if (files.length > 1) return { ok: false, problems: [{ reason: 'many-configs', files }] };
  const [file] = files;
  if (file === undefined) return { ok: true, value: { files: [] } };
  if (file.endsWith('.json')) return { ok: true, value: { file, files: [] } };
  const trusted = await trust(host, top, file);
  return 'reason' in trusted ? { ok: false, problems: [trusted] } : { ok: true, value: { file, files: trusted } };
}
