import { describe, expect, test } from '@jest/globals';
import { count, oneOf, text } from './option-values.js';
import { commandOf, parseOptions } from './parse-options.js';

const SPECS = {
  name: { group: 'One', placeholder: 'NAME', default: 'nobody', help: 'Who.', parse: text },
  maxSize: { group: 'Two', placeholder: 'N', default: '1', help: 'How much.', parse: count(1) },
  dry: { group: 'One', default: 'false', help: 'Only says.', parse: (value: string) => isTrue(value) },
};

function isTrue(value: string): boolean {
  return oneOf(['true', 'false'])(value) === 'true';
}

describe('where a value comes from', () => {
  test.each([
    ['the default', [], {}, 'nobody'],
    ['the environment', [], { MOVIE_NAME: 'env' }, 'env'],
    ['the command line, which wins', ['--name', 'line'], { MOVIE_NAME: 'env' }, 'line'],
    ['one word of the command line', ['--name=line'], {}, 'line'],
    ['the last of two', ['--name', 'a', '--name', 'b'], {}, 'b'],
    ['the default if the variable is empty', [], { MOVIE_NAME: '' }, 'nobody'],
  ])('%s', (_name, args, env, expected) => {
    const { values, mistakes } = parseOptions(SPECS, args, env);
    expect(mistakes).toEqual([]);
    expect(values.name).toBe(expected);
  });

  test.each([
    [[], {}, false],
    [['--dry'], {}, true],
    [['--dry', '--name', 'x'], {}, true],
    [['--dry=false'], { MOVIE_DRY: 'true' }, false],
    [['--dry=true'], {}, true],
    [[], { MOVIE_DRY: 'true' }, true],
    [[], { MOVIE_DRY: 'false' }, false],
    [[], { MOVIE_DRY: '' }, false],
  ])('a switch: %p %p is %p', (args, env, expected) => {
    const { values, mistakes } = parseOptions(SPECS, args, env);
    expect(mistakes).toEqual([]);
    expect(values.dry).toBe(expected);
  });

  test('never the environment of the process itself', () => {
    process.env['MOVIE_NAME'] = 'process';
    try {
      expect(parseOptions(SPECS, [], {}).values.name).toBe('nobody');
    } finally {
      delete process.env['MOVIE_NAME'];
    }
  });

  test('the values are frozen', () => {
    expect(Object.isFrozen(parseOptions(SPECS, [], {}).values)).toBe(true);
  });
});

describe('mistakes', () => {
  test.each<[string, string[], string[]]>([
    ['an unknown option', ['--nmae', 'x'], ['"--nmae" is not an option; did you mean --name?']],
    ['a short option', ['-n'], ['"-n" is not an option; see --help.']],
    ['a word too many', ['serve'], ['"serve" is not an option; see --help.']],
    ['an option of JavaScript objects', ['--constructor'], ['"--constructor" is not an option; see --help.']],
    ['an option for the value', ['--name', '--dry'], ['--name needs a value: NAME.']],
    [
      'an unknown option and a word before it',
      ['serve', '--nmae=x'],
      ['"serve" is not an option; see --help.', '"--nmae=x" is not an option; did you mean --name?'],
    ],
    ['a URL, without its password', ['pg://me:a@b@c/d'], ['"pg://…@c/d" is not an option; see --help.']],
    ['a value that is missing', ['--name'], ['--name needs a value: NAME.']],
    ['an empty value', ['--name', ''], ['--name must not be empty, and is "".']],
    ['a value that is wrong', ['--max-size', '0'], ['--max-size must be a whole number, 1 or more, and is "0".']],
    ['a switch with another word', ['--dry=maybe'], ['--dry must be one of true, false, and is "maybe".']],
  ])('%s', (_name, args, mistakes) => {
    expect(parseOptions(SPECS, args, {}).mistakes).toEqual(mistakes);
  });

  test('a value may begin like an option if it is one word with it', () => {
    expect(parseOptions(SPECS, ['--name=--dry'], {}).values).toMatchObject({ name: '--dry', dry: false });
  });

  test('name the variable when it is at fault', () => {
    const { mistakes } = parseOptions(SPECS, [], { MOVIE_MAX_SIZE: 'x' });
    expect(mistakes).toEqual(['MOVIE_MAX_SIZE must be a whole number, 1 or more, and is "x".']);
  });
});

describe('what Kubernetes sets for a Service', () => {
  const specs = { port: { ...SPECS.maxSize, default: '3001' } };

  test.each(['tcp://10.96.12.34:3001', 'udp://10.96.12.34:3001', 'tcp://[fd00::1]:3001'])('%s is ignored', (value) => {
    const { values, mistakes, warnings } = parseOptions(specs, [], { MOVIE_PORT: value });
    expect([values.port, mistakes]).toEqual([3001, []]);
    expect(warnings).toEqual([`MOVIE_PORT=${value} is ignored: Kubernetes sets it for a Service of that name.`]);
  });

  test.each(['tcp://movie:3001', 'tcp://10.96.12.34', 'http://10.96.12.34:3001', '3001x'])(
    '%s is a mistake',
    (value) => {
      const { mistakes, warnings } = parseOptions(specs, [], { MOVIE_PORT: value });
      expect([mistakes, warnings]).toEqual([[expect.stringContaining('MOVIE_PORT must be')], []]);
    },
  );

  test('in another variable is a value like any other', () => {
    expect(parseOptions(SPECS, [], { MOVIE_NAME: 'tcp://10.96.12.34:3001' }).values.name).toBe(
      'tcp://10.96.12.34:3001',
    );
  });
});

test('--help lists the options by group, with their variables and defaults', () => {
  const help = commandOf(SPECS)
    .name('program')
    .helpOption('--help', 'Prints this.')
    .configureOutput({ getOutHelpWidth: () => 120 });
  expect(help.helpInformation()).toBe(
    [
      'Usage: program [options]',
      '',
      'One:',
      '  --name <NAME>    Who. Default: nobody. [MOVIE_NAME]',
      '  --dry [BOOLEAN]  Only says. [MOVIE_DRY]',
      '',
      'Two:',
      '  --max-size <N>   How much. Default: 1. [MOVIE_MAX_SIZE]',
      '',
      'Options:',
      '  --help           Prints this.',
      '',
    ].join('\n'),
  );
});
