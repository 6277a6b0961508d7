/** Says what is wrong with some JSON by a schema of an OpenAPI document, named as among its components. Empty if nothing. */
export type JsonProblems = (schema: string, json: unknown) => string[];

/** As much of an OpenAPI document as the check must know; the rest is for the validator. */
export interface OpenApiDocument {
  readonly components: { readonly schemas: object };
}

/**
 * Checks an OpenAPI 3.1 document by the specification's own schema, its references, and each of its JSON schemas.
 *
 * @returns what checks JSON by the document's schemas
 * @throws Error that says what is wrong with the document
 */
export async function checkOpenApi(document: OpenApiDocument): Promise<JsonProblems> {
  // Loaded only by the tests that use them: together they take a tenth of a second.
  const { Validator } = await import('@seriousme/openapi-schema-validator');
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const { valid, errors } = await new Validator().validate({ ...document });
  if (!valid) throw new Error(`This is no OpenAPI document: ${JSON.stringify(errors, null, 2)}`);

  // OpenAPI takes any object for a schema. Ajv refuses keywords and types that JSON Schema doesn't know.
  const ajv = new Ajv2020({ strictTypes: false, validateFormats: false, allErrors: true });
  ajv.addVocabulary(Object.keys(document));
  ajv.addSchema({ ...document, $id: 'openapi.json' });
  const schemas = Object.keys(document.components.schemas).map((name) => {
    return [name, ajv.getSchema(`openapi.json#/components/schemas/${name}`)] as const;
  });
  const validators = new Map(schemas);
  return (schema, json) => {
    const validate = validators.get(schema);
    if (!validate) throw new Error(`The document has no schema ${schema}.`);
    validate(json);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
