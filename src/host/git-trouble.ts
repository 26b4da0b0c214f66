/** Git could not do what it always can: its own words, or that it did not end in time. */
export class GitTrouble extends Error {
  /** The first words of its command line. */
  readonly command: string;
  /** Git's own words. */
  readonly detail: string;
  readonly hung: boolean;

  constructor(told: { readonly command: string; readonly detail: string; readonly hung?: boolean }) {
    super(`git ${told.command}: ${told.detail}`);
    this.name = 'GitTrouble';
    this.command = told.command;
    this.detail = told.detail;
    this.hung = told.hung ?? false;
  }
}
