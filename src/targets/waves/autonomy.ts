import type { InboxItem } from '../../model/inbox.ts';
import { itemsOf } from '../../record/inbox.ts';
import type { Project } from '../project/project.ts';

/** How many actions of the story, as it stands, nobody was asked about; nothing where people are asked, and always were. */
export function autonomy({ config, store }: Project, of: Pick<InboxItem, 'story' | 'key'>): { readonly autonomous?: number } {
  const autonomous = itemsOf(store.state, of).filter(({ answer }) => answer?.by === 'autonomous').length;
  return config.autonomous || autonomous > 0 ? { autonomous } : {};
}
