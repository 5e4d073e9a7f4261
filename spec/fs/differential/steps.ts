/** Random programs: lists of steps that either file system can take. */
import fc from 'fast-check';

/** The three ways to call a method. */
export type Face = 'callbacks' | 'promises' | 'sync';

/** A method on a path, whose arguments that are `Place`s become paths. */
export interface PathStep {
  readonly kind: 'path';
  readonly face: Face;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A method on an open file; nothing happens where the slot is empty. */
export interface FileStep {
  readonly kind: 'file';
  readonly face: Exclude<Face, 'promises'>;
  readonly slot: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Opens a file into a slot; what was there is closed first. */
export interface OpenStep {
  readonly kind: 'open';
  readonly face: Exclude<Face, 'promises'>;
  readonly slot: number;
  readonly path: Place;
  readonly flags: string;
}

export interface StreamStep {
  readonly kind: 'readStream' | 'writeStream';
  readonly path: Place;
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: string;
}

export type Step = PathStep | FileStep | OpenStep | StreamStep;

/** A path below the program's own folder. */
export class Place {
  readonly below: string;

  constructor(below: string) {
    this.below = below;
  }

  toString(): string {
    return `<${this.below}>`;
  }
}

const NAMES = ['a', 'b', 'c', 'dir', 'dir/x', 'dir/y', 'dir/sub', 'dir/sub/z', 'other', 'other/x'];
/** `..` is left out: a share takes it away with the name before it, whether or not that leads to a folder. */
const ODD = [
  ...['ünï', 'what? "<this>"', 'back\\slash', 'dot.', 'space ', 'a:b', 'tab\there', '日本', '-', '*'],
  ...['dir/', 'a/', 'a/x', './b', 'dir/.', 'missing/x', '', '.', `${'n'.repeat(256)}`],
];

const place = fc
  .oneof({ arbitrary: fc.constantFrom(...NAMES), weight: 12 }, { arbitrary: fc.constantFrom(...ODD), weight: 3 })
  .map((below) => new Place(below));

/** Where no path is the working directory, which is another one on either side. */
const named = place.filter(({ below }) => below !== '');

const text = fc.oneof(
  { arbitrary: fc.string({ maxLength: 20 }), weight: 6 },
  { arbitrary: fc.constantFrom('x'.repeat(70_000), 'line\n'.repeat(30)), weight: 1 },
);
const flags = fc.constantFrom('r', 'r+', 'w', 'w+', 'wx', 'wx+', 'a', 'a+', 'ax', 'as', 'rs+');
const slot = fc.nat(2);
const position = fc.oneof(fc.constant(null), fc.nat(40), fc.constantFrom(0, 69_999, 100_000));
const length = fc.oneof(fc.nat(30), fc.constantFrom(0, 65_536, 100_000));
const time = fc.constantFrom(0, 1, 1_000_000_000, 1_600_000_000.123, 4_000_000_000);
const mode = fc.constantFrom(0o444, 0o644, 0o666);
const flag = fc.boolean();

const methods: Readonly<Record<string, readonly fc.Arbitrary<unknown>[]>> = {
  // Whether it may be written to, the kernel says of the real user, who is root.
  access: [place, fc.constantFrom(0, 4)],
  appendFile: [place, text],
  chmod: [place, mode],
  copyFile: [place, place, fc.constantFrom(0, 1)],
  cp: [place, place, fc.record({ recursive: flag, force: flag, errorOnExist: flag, preserveTimestamps: flag })],
  link: [place, place],
  lstat: [place],
  lutimes: [place, time, time],
  mkdir: [place, fc.record({ recursive: flag })],
  mkdtemp: [named],
  opendir: [place, fc.record({ recursive: flag })],
  readFile: [place, fc.constantFrom('utf8', 'latin1', null)],
  readdir: [place, fc.record({ recursive: flag, withFileTypes: flag })],
  readlink: [place],
  realpath: [named],
  rename: [place, place],
  rm: [place, fc.record({ recursive: flag, force: flag })],
  rmdir: [place],
  stat: [place],
  truncate: [place, fc.oneof(length, fc.constantFrom(-1, 1.5))],
  unlink: [place],
  utimes: [place, time, time],
  writeFile: [place, text, fc.record({ flag: flags, mode })],
};

/** What makes something is drawn more often: programs in an empty folder only fail. */
const WEIGHTS: Readonly<Record<string, number>> = { writeFile: 8, mkdir: 6, appendFile: 3, rename: 3, stat: 2 };

const pathStep = fc.oneof(
  ...Object.entries(methods).map(([name, args]) => ({
    weight: WEIGHTS[name] ?? 1,
    arbitrary: fc.record({
      kind: fc.constant('path' as const),
      face: fc.constantFrom<Face>('callbacks', 'promises', 'sync'),
      name: fc.constant(name),
      args: fc.tuple(...args),
    }),
  })),
);

const face = fc.constantFrom<FileStep['face']>('callbacks', 'callbacks', 'sync');

const fileMethods: Readonly<Record<string, readonly fc.Arbitrary<unknown>[]>> = {
  appendFile: [text],
  close: [],
  fchmod: [mode],
  fdatasync: [],
  fstat: [],
  fsync: [],
  ftruncate: [length],
  futimes: [time, time],
  read: [length, position],
  readFile: [],
  readv: [length, position],
  write: [text, position],
  writeFile: [text],
  writev: [text, position],
};

const fileStep = fc.oneof(
  ...Object.entries(fileMethods).map(([name, args]) => ({
    weight: name === 'read' || name === 'write' ? 3 : 1,
    arbitrary: fc.record({
      kind: fc.constant('file' as const),
      face,
      slot,
      name: fc.constant(name),
      args: fc.tuple(...args),
    }),
  })),
);

const openStep = fc.record({ kind: fc.constant('open' as const), face, slot, path: place, flags });

const range = fc.record({ start: fc.nat(30), end: fc.integer({ min: 31, max: 80_000 }) }, { requiredKeys: [] });
const streamStep = fc.oneof(
  fc.record({ kind: fc.constant('readStream' as const), path: place, options: range, data: fc.constant('') }),
  fc.record({
    kind: fc.constant('writeStream' as const),
    path: place,
    options: fc.record(
      { flags: fc.constantFrom('w', 'a', 'r+', 'wx'), start: fc.nat(20) },
      { requiredKeys: ['flags'] },
    ),
    data: text,
  }),
);

/** Programs of up to 24 steps. */
export const programs: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { arbitrary: pathStep, weight: 12 },
    { arbitrary: openStep, weight: 2 },
    { arbitrary: fileStep, weight: 4 },
    { arbitrary: streamStep, weight: 1 },
  ),
  { minLength: 1, maxLength: 24, size: 'max' },
);

/** A step as it is shown where it makes a difference. */
export function describeStep(step: Step): string {
  const shown = (value: unknown): string => {
    const json = value instanceof Place ? `${value}` : (JSON.stringify(value) ?? 'undefined');
    return json.length > 60 ? `${json.slice(0, 40)}…(${json.length})` : json;
  };
  switch (step.kind) {
    case 'path':
      return `${step.name}(${step.args.map(shown).join(', ')}) with ${step.face}`;
    case 'file':
      return `${step.name}(file ${[step.slot, ...step.args.map(shown)].join(', ')}) with ${step.face}`;
    case 'open':
      return `file ${step.slot} = open(${step.path}, '${step.flags}') with ${step.face}`;
    default:
      return `${step.kind}(${step.path}, ${shown(step.options)}, ${shown(step.data)})`;
  }
}
