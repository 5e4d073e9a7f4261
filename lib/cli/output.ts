/** What a command prints: lines with back-pressure, JSON, and colours where somebody looks at them. */
import { styleText } from 'node:util';

/** One only: given several, Node 20 does not look at the stream. */
type Style = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'bold' | 'dim';

/** Characters that are collected before the stream is waited for. */
const HIGH_WATER = 65_536;

/** A terminal, a pipe or a file. Lines go out together at the end of the tick, and at once when there are many. */
export class Output {
  readonly #stream: NodeJS.WriteStream;
  #pending = '';
  #scheduled = false;
  #closed = false;

  /** `onFailure` is called once when nothing can be printed any more; what is printed from then on is dropped. */
  constructor(stream: NodeJS.WriteStream, onFailure: (error: NodeJS.ErrnoException) => void) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closed) return;
      this.#closed = true;
      onFailure(error);
    });
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Characters in a line of the terminal; undefined where it is none. */
  get columns(): number | undefined {
    return this.isTerminal ? this.#stream.columns : undefined;
  }

  /** Text in colour, on a terminal without NO_COLOR. */
  style(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#stream });
  }

  /** Prints a line. Resolves when more can be printed, so that a slow reader slows the command down. */
  async line(text = ''): Promise<void> {
    await this.text(`${text}\n`);
  }

  /** As `line`, without its end. */
  async text(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= HIGH_WATER) return this.flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.flush();
    });
  }

  /** Bytes, as they are. Resolves when more can be printed. */
  async bytes(bytes: Uint8Array): Promise<void> {
    await this.flush();
    await this.#write(bytes);
  }

  /** One value, as JSON on lines of its own. */
  async json(value: unknown): Promise<void> {
    await this.line(JSON.stringify(value, undefined, 2));
  }

  /** A list as one JSON array, an entry a line, printed as it comes. Resolves with the number of entries. */
  async jsonList(values: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
    let separator = '[\n';
    for await (const value of values) {
      await this.text(`${separator}  ${JSON.stringify(value)}`);
      separator = ',\n';
    }
    await this.line(separator === '[\n' ? '[]' : '\n]');
  }

  /** Resolves when all that was printed is with the stream, and the stream takes more. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') await this.#write(text);
  }

  /** Resolves when all that was printed is out, or has failed. */
  async end(): Promise<void> {
    await this.flush();
    if (!this.#closed) await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    // A failure is told after the writer has been called back.
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #write(chunk: string | Uint8Array): Promise<void> {
    if (this.#closed || this.#stream.write(chunk)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stream.off('drain', done);
        this.#stream.off('error', done);
        this.#stream.off('close', done);
        resolve();
      };
      this.#stream.on('drain', done);
      this.#stream.on('error', done);
      this.#stream.on('close', done);
    });
  }
}
