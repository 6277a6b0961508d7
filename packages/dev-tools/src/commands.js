/**
 * The commands of this repository, in groups; each is a script of its package.json.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
export const COMMANDS = {
  'Run the catalog': {
    server: 'builds what has changed, and starts the server on localhost:3001',
    client: "runs the tutorial's client; with a command, such as `client list`, what that says",
    'install:movie': 'puts the client on your path, as `movie`',
    web: 'serves the page as its sources are saved, and passes its calls to a running server',
  },
  'Change it': {
    dev: 'runs the server, and on each save generates, compiles and starts it again',
    lab: 'makes a folder to try changes of a contract in; `pnpm lab rename-rpc` and others show mistakes',
    'new-service': 'begins a service of your own: `pnpm new-service book.v1.LendingService`',
    generate: 'writes the stubs of our contracts',
    'generate:watch': 'does that and compiles on each save, without a server',
    'generate:grpc': "writes the stubs of gRPC's own contracts, after an update of the packages that ship them",
    build: 'compiles everything',
    format: 'formats the code and the contracts',
    'pack:packages': 'writes the packages that work elsewhere as tarballs into `packed/`',
    reference: 'writes the API reference of `grpc-host` and `movie-client` into `reference/`',
    freeze: 'makes the contracts as they are what later ones must be compatible with; with a name, `book.v1` alone',
  },
  'Check it': {
    check: 'checks the stubs, the contracts and the code',
    'check:stubs': 'only that the stubs are what the contracts generate',
    'check:contract': 'only that the contracts keep the rules, and are compatible with the frozen ones',
    'check:code': 'only the rules, the format and the types of the code',
    test: 'runs the tests; with a word, those in files of that name',
    'test:long': 'runs the tests that take longer: crashes, many servers, large catalogs',
    bench: 'measures what calls cost',
  },
};
