// tsc leaves what it built from a test that is gone by now; only tests whose source is there may run.
const { existsSync } = require('node:fs');
const { join, relative, sep } = require('node:path');

module.exports = (paths) => ({
  filtered: paths.filter((path) => {
    const [packages, name, , ...rest] = relative(__dirname, path).split(sep);
    return existsSync(join(__dirname, packages, name, 'src', ...rest).replace(/\.js$/, '.ts'));
  }),
});
