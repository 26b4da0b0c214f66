/** The newest versions that the adapters were tried with, against a scripted model. */
export const TRIED = { claude: '2.1.329', codex: '0.169.0' } as const;
