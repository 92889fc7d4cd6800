// JSON values, and the merge patches between them (RFC 7396).

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Defines a property even when its name is `__proto__`. */
const put = (object: object, name: string, value: Json): void => {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
};

const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** True when both are the same value; the order of members doesn't matter. */
export const equalJson = (a: Json, b: Json): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value: Json, i) => equalJson(value, (b as readonly Json[])[i] as Json));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalJson(a[name] as Json, b[name] as Json))
  );
};

/** `value` as a patch that puts it where nothing was: null members mean absence and are left out. */
const withoutNulls = (value: Json): Json => {
  if (!isJsonObject(value)) return value;
  const result = {};
  for (const name of Object.keys(value)) if (value[name] !== null) put(result, name, withoutNulls(value[name] as Json));
  return result;
};

/**
 * The patch that makes `to` of `from`, or undefined when they are equal. A merge patch can't express a null member (RFC
 * 7396 §1): one in `to` counts as absent.
 */
export const mergePatch = (from: Json, to: Json): Json | undefined => {
  if (!isJsonObject(from) || !isJsonObject(to)) return equalJson(from, to) ? undefined : withoutNulls(to);
  const patch = {};
  for (const name of Object.keys(from)) if ((own(to, name) ?? null) === null) put(patch, name, null);
  for (const name of Object.keys(to)) {
    const next = to[name] as Json;
    if (next === null) continue;
    const before = own(from, name);
    const change = before === undefined ? withoutNulls(next) : mergePatch(before, next);
    if (change !== undefined) put(patch, name, change);
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
};

/** `target` with the patch applied; neither is changed. */
export const applyMergePatch = (target: Json, patch: Json): Json => {
  if (!isJsonObject(patch)) return patch;
  const result = {};
  const before = isJsonObject(target) ? target : {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(patch, name)) put(result, name, before[name] as Json);
  for (const name of Object.keys(patch)) {
    const change = patch[name] as Json;
    if (change !== null) put(result, name, applyMergePatch(own(before, name) ?? null, change));
  }
  return result;
};
