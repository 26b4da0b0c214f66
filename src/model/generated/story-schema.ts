// Generated from schemas/ by scripts/generate-types.ts: edit the schema.
/** `schemas/` as a value, without its descriptions. */
export const STORY_SCHEMA: Readonly<Record<string, unknown>> = {
  title: 'Front matter of a story',
  type: 'object',
  required: ['title', 'status'],
  additionalProperties: false,
  patternProperties: { '^x-': {} },
  properties: {
    id: { title: "a quoted string equal to the file's stem", type: 'string', examples: ['weigh-parcel'] },
    title: { title: 'a line of text', type: 'string', pattern: '\\S', examples: ['Weigh a parcel'] },
    status: { type: 'string', enum: ['draft', 'ready', 'blocked', 'dropped'], examples: ['draft'] },
    type: { title: 'a word', type: 'string', pattern: '\\S', examples: ['api'] },
    priority: { title: 'a whole number', type: 'integer', examples: [2] },
    budget: {
      title: 'a map of model, floor, working and ceiling',
      type: 'object',
      required: ['model'],
      additionalProperties: false,
      properties: {
        model: { title: 'the name of a model', type: 'string', pattern: '\\S', examples: ['claude-sonnet-4-6'] },
        floor: { $ref: '#/$defs/tokens' },
        working: { $ref: '#/$defs/tokens' },
        ceiling: { $ref: '#/$defs/tokens' },
      },
    },
    adrs: {
      title: 'a list of ADR ids',
      type: 'array',
      items: { title: 'an ADR id such as ADR-3', type: 'string', pattern: '\\S' },
      examples: [['ADR-3', 'ADR-1']],
    },
    context: {
      title: 'a list of paths and globs',
      type: 'array',
      items: { $ref: '#/$defs/glob' },
      examples: [['src/parcel.mjs', 'test/parcel/**']],
    },
    files: {
      title: 'a list of paths and globs',
      type: 'array',
      items: { $ref: '#/$defs/glob' },
      examples: [['src/scale.mjs', 'test/parcel/**']],
    },
    depends_on: { title: 'a list of story ids', type: 'array', items: { $ref: '#/$defs/id' }, examples: [['weigh-parcel']] },
    subtasks: {
      title: 'a list of subtasks',
      type: 'array',
      items: {
        title: 'a map of id, title, files and depends_on',
        type: 'object',
        required: ['id', 'title'],
        additionalProperties: false,
        properties: {
          id: { examples: ['scale'], $ref: '#/$defs/id' },
          title: { title: 'a line of text', type: 'string', pattern: '\\S', examples: ['Read the scale'] },
          files: { title: 'a list of paths and globs', type: 'array', items: { $ref: '#/$defs/glob' } },
          depends_on: { title: 'a list of subtask ids', type: 'array', items: { $ref: '#/$defs/id' } },
        },
      },
    },
    gates: {
      title: 'a list of gate names',
      type: 'array',
      items: { title: 'the name of a gate', type: 'string', pattern: '\\S' },
      examples: [['browser']],
    },
    allow_protected: {
      title: 'a list of paths and globs',
      type: 'array',
      items: { $ref: '#/$defs/glob' },
      examples: [['test/parcel/weight.test.mjs']],
    },
  },
  $defs: {
    id: {
      title: 'an id of lower-case letters, digits and single hyphens, 64 characters at most',
      type: 'string',
      maxLength: 64,
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    glob: { title: 'a path or glob inside the repository', type: 'string', pattern: '\\S' },
    tokens: {
      title: 'a token count such as 3400 or 3.4k',
      type: ['integer', 'string'],
      minimum: 0,
      maximum: 1000000000,
      pattern: '^~?\\d{1,7}(\\.\\d+)?[kK]?$',
    },
  },
};
