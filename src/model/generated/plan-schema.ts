// Generated from schemas/ by scripts/generate-types.ts: edit the schema.
/** `schemas/` as a value, without its descriptions. */
export const PLAN_SCHEMA: Readonly<Record<string, unknown>> = {
  title: 'A plan that a build can be held to',
  type: 'object',
  required: ['format', 'schemaVersion', 'base', 'start', 'asked', 'jobs', 'price'],
  additionalProperties: false,
  properties: {
    format: { const: 'xpar-plan' },
    schemaVersion: { const: 1 },
    base: {
      type: 'object',
      required: ['name', 'commit'],
      additionalProperties: false,
      properties: { name: { type: 'string' }, commit: { $ref: '#/$defs/commit' } },
    },
    start: { $ref: '#/$defs/commit' },
    asked: {
      type: 'object',
      required: ['targets'],
      additionalProperties: false,
      properties: {
        targets: { $ref: '#/$defs/names' },
        filter: { type: 'string' },
        adr: { type: 'string' },
        since: { type: 'string' },
        whatIf: { $ref: '#/$defs/names' },
      },
    },
    jobs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['story', 'steps', 'key', 'parts'],
        additionalProperties: false,
        properties: {
          story: { type: 'string' },
          steps: { type: 'array', items: { enum: ['budget-check', 'worktree', 'implement', 'gate', 'integrate'] } },
          key: { type: 'string' },
          parts: { type: 'object', additionalProperties: { type: 'string' } },
          price: { $ref: '#/$defs/price' },
        },
      },
    },
    price: { $ref: '#/$defs/price' },
  },
  $defs: {
    commit: { type: 'string', pattern: '^[0-9a-f]{40}([0-9a-f]{24})?$' },
    names: { type: 'array', items: { type: 'string' } },
    price: {
      type: 'object',
      required: ['toImplement', 'p50Tokens', 'ceilingTokens'],
      additionalProperties: false,
      properties: {
        toImplement: { type: 'integer', minimum: 0 },
        p50Tokens: { type: 'number', minimum: 0 },
        ceilingTokens: { type: 'number', minimum: 0 },
        usd: { type: 'number', minimum: 0 },
      },
    },
  },
};
