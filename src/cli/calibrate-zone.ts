import { read, zonesOf } from '../pipeline.ts';
import { zoneText } from '../report/zone-text.ts';
import { refuse, writeJson, type Context } from './context.ts';

export interface ZoneOptions {
  readonly model?: string;
  readonly json?: boolean;
}

/** `xpar calibrate smart-zone`: what the ledger says of each model's smart zone. Proposes; the config is a person's. */
export async function calibrateZoneVerb(context: Context, options: ZoneOptions): Promise<number> {
  const project = await read(context.host, 'any');
  if (!project.ok) return refuse(context, project.problems);
  const zones = zonesOf(project.value, options.model);
  if (!zones.ok) return refuse(context, zones.problems);
  if (options.json === true) writeJson(context, { schemaVersion: 1, models: zones.value });
  else for (const zone of zones.value) context.host.terminal.out.write(`${zoneText(zone)}\n`);
  return 0;
}
