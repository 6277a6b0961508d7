import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { type PlainField, type PlainFields, PlainJson, type PlainKind } from './plain-json.js';
import { isPlain } from './plain-message.js';

const { Varint, Bit64, LengthDelimited } = WireType;

const WIRE_TYPES: Readonly<Record<PlainKind, WireType>> = {
  text: LengthDelimited,
  bool: Varint,
  int32: Varint,
  double: Bit64,
  message: LengthDelimited,
  'texts by key': LengthDelimited,
};

const SCALARS: ReadonlyMap<ScalarType | undefined, PlainKind> = new Map([
  [ScalarType.STRING, 'text'],
  [ScalarType.BOOL, 'bool'],
  [ScalarType.INT32, 'int32'],
  [ScalarType.DOUBLE, 'double'],
]);

/** How many times as long as a message its JSON is, with names of a usual length. */
const USUAL_GROWTH = 3;

/**
 * Writes the JSON of messages as the library does, which makes an object of a message, one of its JSON, and then the text.
 * It writes what most messages are made of, if it comes as encoders send it: each field once, in the order of their
 * numbers, and nothing that may be left out.
 */
export class PlainJsonWriter {
  readonly #fields: PlainFields | undefined;

  constructor(desc: DescMessage) {
    this.#fields = isPlain(desc) ? fieldsOf(desc, new Map()) : undefined;
  }

  /** The JSON of a message in binary; undefined if only the library can write it. */
  write(message: Buffer): Buffer | undefined {
    if (!this.#fields) return undefined;
    const json = new PlainJson(message, this.#fields, USUAL_GROWTH * message.length);
    return json.isComplete ? json.bytes : new PlainJson(message, this.#fields, json.length).bytes;
  }
}

/** Those that can be written. @param known those of other messages: messages may hold each other */
function fieldsOf(desc: DescMessage, known: Map<DescMessage, PlainFields>): PlainFields {
  const before = known.get(desc);
  if (before) return before;
  const fields = new Map<number, PlainField>();
  known.set(desc, fields);
  for (const field of desc.fields) {
    const kind = kindOf(field);
    if (!kind) continue;
    const { number, jsonName, presence, fieldKind, message } = field;
    const tag = (number << 3) | WIRE_TYPES[kind];
    fields.set(tag, {
      ...{ number, tag, kind },
      name: Buffer.from(`${JSON.stringify(jsonName)}:`),
      isList: fieldKind === 'list',
      isLeftOut: fieldKind === 'scalar' && presence === FeatureSet_FieldPresence.IMPLICIT,
      fields: message ? fieldsOf(message, known) : fields,
    });
  }
  return fields;
}

/** Undefined of what can't be written. */
function kindOf(field: DescField): PlainKind | undefined {
  // If several of a oneof come, only the last one counts.
  if (field.oneof) return undefined;
  const kind = SCALARS.get(field.scalar);
  if (field.fieldKind === 'map')
    return field.mapKey === ScalarType.STRING && kind === 'text' ? 'texts by key' : undefined;
  if (field.message) return isPlain(field.message) ? 'message' : undefined;
  // Numbers of a list come as one value.
  return field.fieldKind === 'list' && kind !== 'text' ? undefined : kind;
}
