import { durationText } from './amounts.ts';

/** `its quota is used up; goes on by itself at 18:30:05, in 35 min`. Times are those of the machine; `nowMs` is when it is said. */
export function pauseText(
  { cause, until }: { readonly cause: 'quota' | 'outage'; readonly until: number },
  nowMs: number,
): string {
  const why = cause === 'quota' ? 'the quota of its agent is used up' : 'the service of its agent failed';
  return `${why}; goes on by itself at ${clockText(until, nowMs)}, in ${durationText(Math.max(0, until - nowMs))}`;
}

/** Hours, minutes and seconds where the machine stands; with the date where that is another day than now. */
export function clockText(ms: number, nowMs: number): string {
  const [then, now] = [new Date(ms), new Date(nowMs)];
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = [then.getHours(), then.getMinutes(), then.getSeconds()].map(two).join(':');
  if (then.toDateString() === now.toDateString()) return time;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}
