// `npx xpar` in a clone has to find this xpar: npm links a package's commands everywhere but in the package itself.
import fs from 'node:fs';
import path from 'node:path';

const link = path.join('node_modules', '.bin', 'xpar');
if (process.platform === 'win32') {
  fs.writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\bin\\xpar.mjs" %*\r\n');
} else {
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.join('..', '..', 'bin', 'xpar.mjs'), link);
}
