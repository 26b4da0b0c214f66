// Given to Node with --import: writes the address of every module that is loaded to the file XPAR_TEST_LOADED names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.XPAR_TEST_LOADED, `${url}\n`);
    return next(url, context);
  },
});
