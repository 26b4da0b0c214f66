/** The integrator beside agents: it merges, tests and reports, and asks no model. */
export const INTEGRATOR = { contextTokens: 0, burnTokens: 0, model: null } as const;

export const INTEGRATOR_LINE = 'integrator: context 0, burn 0; it uses no model';
