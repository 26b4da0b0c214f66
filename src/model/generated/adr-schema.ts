// Generated from schemas/ by scripts/generate-types.ts: edit the schema.
/** `schemas/` as a value, without its descriptions. */
export const ADR_SCHEMA: Readonly<Record<string, unknown>> = {
  title: 'Front matter of an ADR',
  type: 'object',
  additionalProperties: true,
  properties: {
    title: { title: 'a line of text', type: 'string', pattern: '\\S', examples: ['Weights are whole grams'] },
    status: {
      title: 'one of proposed, accepted, rejected, deprecated, superseded',
      type: 'string',
      pattern: '\\S',
      examples: ['accepted', 'proposed', 'rejected', 'deprecated', 'superseded'],
    },
    date: { title: 'a date such as 2026-02-14', type: 'string', examples: ['2026-02-14'] },
    predecessors: {
      title: 'a list of ADR ids',
      type: 'array',
      items: { title: 'an ADR id such as ADR-3', type: ['string', 'integer'], minimum: 0, pattern: '\\S' },
      examples: [['ADR-1']],
    },
    weight: {
      title: 'a token count such as 190 or ~1.2k',
      type: ['integer', 'string'],
      minimum: 0,
      maximum: 1000000000,
      pattern: '^~?\\d{1,7}(\\.\\d+)?[kK]?$',
      examples: ['~190'],
    },
    locked_in_by: {
      title: 'a list of tests',
      type: ['array', 'string'],
      items: { title: 'a test such as test/a.test.mjs::title', type: 'string', pattern: '\\S' },
      pattern: '\\S',
      examples: [['test/parcel/weight.test.mjs::{rounds to whole grams, refuses a negative weight}']],
    },
  },
};
