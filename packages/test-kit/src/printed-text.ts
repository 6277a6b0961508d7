/** What a program prints, which tests can wait for. */
export class PrintedText {
  readonly #text = { stdout: '', stderr: '' };
  #waiting: (() => void)[] = [];
  #isOver = false;

  /** All that it has printed to standard output until now. */
  get stdout(): string {
    return this.#text.stdout;
  }

  /** All that it has printed to standard error until now. */
  get stderr(): string {
    return this.#text.stderr;
  }

  add(stream: 'stdout' | 'stderr', text: string): void {
    this.#text[stream] += text;
    this.#wake();
  }

  /** Nothing more is printed. */
  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /**
   * Waits until what was printed to standard output or error matches.
   *
   * @throws Error with all that was printed, at once, if the program ends without it
   */
  async matching(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (match) return match;
      if (this.#isOver) throw new Error(`It ended without printing ${pattern}:\n${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
