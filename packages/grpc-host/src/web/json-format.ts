import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  fromJsonString,
  toBinary,
  toJsonString,
} from '@bufbuild/protobuf';
import { asBuffer } from '../as-buffer.js';
import { hostError } from '../host-errors.js';
import { messageOf } from '../message-of.js';
import { checkJsonParts } from './json-parts.js';
import { PlainJsonReader } from './plain-json-reader.js';
import { PlainJsonWriter } from './plain-json-writer.js';

/** The requests and responses of a method in JSON. */
export class JsonFormat {
  readonly #input: DescMessage;
  readonly #output: DescMessage;
  readonly #plainInput: PlainJsonReader;
  readonly #plainOutput: PlainJsonWriter;
  readonly #empty: Uint8Array | undefined;

  constructor({ input, output }: DescMethod) {
    this.#input = input;
    this.#output = output;
    this.#plainInput = new PlainJsonReader(input);
    this.#plainOutput = new PlainJsonWriter(output);
    this.#empty = emptyJson(input);
  }

  /**
   * The bytes of a request in binary.
   *
   * @throws RpcError if it is none, or has absurdly many parts
   */
  toBinary(json: Uint8Array): Uint8Array {
    const bytes = asBuffer(json);
    const plain = this.#plainInput.read(bytes);
    if (plain) return plain;
    checkJsonParts(bytes);
    try {
      return toBinary(this.#input, fromJsonString(this.#input, bytes.toString()));
    } catch (error) {
      throw hostError('UNDECODABLE_JSON', messageOf(error), { cause: error });
    }
  }

  /** The JSON of a response. @throws Error if it holds what JSON can't say */
  fromBinary(response: Buffer): Buffer {
    return (
      this.#plainOutput.write(response) ?? Buffer.from(toJsonString(this.#output, fromBinary(this.#output, response)))
    );
  }

  /** What the library, which insists on reading a request by itself, reads in place of one. */
  standIn(json: Uint8Array): Uint8Array {
    return this.#empty ?? json;
  }
}

/** Undefined of the few messages that can't be empty. */
function emptyJson(desc: DescMessage): Uint8Array | undefined {
  try {
    return Buffer.from(toJsonString(desc, create(desc)));
  } catch {
    return undefined;
  }
}
