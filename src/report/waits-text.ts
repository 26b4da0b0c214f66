import { sizeText } from '../model/byte-size.ts';
import { shown } from '../model/shown.ts';
import type { BusyMachine, LowDisk } from '../model/strain.ts';
import { apartText } from './beside-text.ts';
import type { Note } from './note.ts';

type Waits = Extract<Note, { kind: 'waits' }>;

/** What a story waits for, in words. */
export function waitsText({ disk, machine, ...wait }: Waits): string {
  if (disk) return `waits for room on the disk: ${diskText(disk)}`;
  if (machine) return machineText(wait.for, machine);
  if (wait.on === undefined) return `waits for ${wait.for === 'agent' ? 'an agent' : `the ${wait.for}`}`;
  return onText({ ...wait, on: wait.on });
}

/** What is free, and what is to be left free. */
function diskText({ volume, freeBytes, floorBytes }: LowDisk): string {
  return `${sizeText(freeBytes)} free at ${shown(volume)}, ${sizeText(floorBytes)} wanted`;
}

function machineText(what: string, { now, bound }: BusyMachine): string {
  return what === 'memory'
    ? `waits for memory: ${sizeText(now)} free, ${sizeText(bound)} wanted`
    : `waits for the processors: load ${now.toFixed(1)} each, ${bound} at most`;
}

function onText({ for: what, on, because = 'same-files', globs = [] }: Waits & { readonly on: string }): string {
  switch (what) {
    case 'files':
      return `waits for ${apartText({ story: on, because, globs })}`;
    case 'model':
      return `waits for ${shown(on)} (as many lanes as it may have)`;
    case 'pace':
      return `waits for ${shown(on)} (as many sessions as may begin in a minute)`;
    case 'session':
      return `waits for its turn in the session with ${shown(on)}`;
    case 'checkout':
      return `waits to run its installer in the checkout until ${shown(on)} is through`;
    default:
      return `waits for ${shown(on)}`;
  }
}
