import path from 'node:path';
import type { Host } from '../../host/host.ts';
import { GATE_FILES } from '../project/detect.ts';
import type { Survey } from '../choose/intent.ts';
import { CONFIG_FILES } from '../project/load-config.ts';
import type { Project } from '../project/project.ts';

/** The folders to watch, and which paths directly in them matter. All absolute. */
export interface Watched {
  readonly folders: readonly string[];
  isMeant(file: string): boolean;
  /** Where the integration branch stands. */
  readonly integration: string;
  /** Is git in the middle of changing the checkout? */
  isBusy(): Promise<boolean>;
}

/** At the top: configs, and what gates are detected from. */
const AT_THE_TOP: readonly string[] = [...CONFIG_FILES, ...GATE_FILES];

/**
 * Everything a survey depends on, by folder: cards, ADRs, configs, tests that lock ADRs in. Context files are read from the
 * commit that lanes start at, so that what is watched for them is where the branches stand.
 */
export async function watchedFolders(host: Host, { project }: Survey): Promise<Watched> {
  const { top, commonDir } = project.repository;
  const gitDir = await gitDirOf(host, project);
  const cards = [project.config.stories, project.config.adrs].map((folder) => path.join(top, folder));
  const tests = new Set(project.adrs.flatMap(({ lockedInBy }) => lockedInBy.map(({ file }) => path.join(top, file))));
  const refs = [`refs/heads/${project.base.name}`, project.integration.ref].map((ref) => path.join(commonDir, ref));
  const files = new Set([...tests, ...refs, ...project.configParts, path.join(gitDir, 'HEAD')]);
  const folders = new Set([...cards, ...[...files].map((file) => path.dirname(file))].flatMap((folder) => upTo(top, folder)));
  return {
    // A test named outside of the repository is lint's to complain of.
    folders: [top, ...folders].filter((folder) => isIn(top, folder) || isIn(commonDir, folder) || isIn(gitDir, folder)).sort(),
    integration: path.join(commonDir, project.integration.ref),
    isMeant(file) {
      const folder = path.dirname(file);
      return (
        files.has(file) ||
        (cards.includes(folder) && file.endsWith('.md')) ||
        (folder === top && AT_THE_TOP.includes(path.basename(file)))
      );
    },
    isBusy: () => host.files.exists(path.join(gitDir, 'index.lock')),
  };
}

/** A linked worktree has a file there that says where its own git folder is. */
async function gitDirOf({ files }: Host, { repository }: Project): Promise<string> {
  const link = await files.readText(path.join(repository.top, '.git'));
  const named = /^gitdir: (.+)$/m.exec(link ?? '')?.[1];
  return named === undefined ? repository.commonDir : path.resolve(repository.top, named);
}

/** The folder, and those above it below `top`: that one of them goes is told by the one above it. */
function upTo(top: string, folder: string): readonly string[] {
  return folder !== top && isIn(top, folder) ? [folder, ...upTo(top, path.dirname(folder))] : [folder];
}

function isIn(root: string, folder: string): boolean {
  return folder === root || folder.startsWith(root + path.sep);
}
