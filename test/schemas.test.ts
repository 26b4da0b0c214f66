import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const FOLDER = new URL('../schemas/', import.meta.url);

test.each(readdirSync(FOLDER))('%s is a schema', (file) => {
  const schema = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as object;
  const ajv = new Ajv2020({ strict: false, discriminator: true });
  const isValid = ajv.validateSchema(schema);
  expect({ isValid, errors: ajv.errors }).toEqual({ isValid: true, errors: null });
});
