/**
 * What goes wrong when a contract that others use is changed without care. Each edit replaces a text that is once in a
 * file of the lab.
 *
 * @type {Readonly<Record<string, { what: string, edits: readonly { file: string, from: string, to: string }[] }>>}
 */
export const MISTAKES = {
  'rename-rpc': {
    what: 'Rename the call, in the contract and in the code: the name is its path on the wire.',
    edits: [
      { file: 'proto/movie.proto', from: 'rpc GetMovieByID(', to: 'rpc GetMovie(' },
      { file: 'src/serve.ts', from: 'getMovieById(', to: 'getMovie(' },
      { file: 'src/ask.ts', from: 'getMovieById(', to: 'getMovie(' },
    ],
  },
  'reuse-a-number': {
    what: 'Take the director out, and give its number to a new field: old programs read the one as the other.',
    edits: [
      {
        file: 'proto/movie.proto',
        from: "// The director's name.\n  string director = 3;",
        to: '// The country that it comes from.\n  string country = 3;',
      },
      { file: 'src/serve.ts', from: "director: 'Ridley Scott'", to: "country: 'USA'" },
    ],
  },
  'change-a-type': {
    what: 'Make the rating a text: the same number has another form on the wire.',
    edits: [
      { file: 'proto/movie.proto', from: 'float rating = 2;', to: 'string rating = 2;' },
      { file: 'src/serve.ts', from: 'rating: 8.2', to: "rating: '8.2'" },
    ],
  },
  'forget-the-server': {
    what: 'Rename a field in the contract only: the compiler names the places that must follow.',
    edits: [{ file: 'proto/movie.proto', from: 'string director = 3;', to: 'string directed_by = 3;' }],
  },
  'edit-a-stub': {
    what: 'Change the generated code by hand: it works until the next `pnpm generate`, which throws the change away.',
    edits: [{ file: 'src/gen/movie.ts', from: 'director: ""', to: 'director: "nobody"' }],
  },
};
