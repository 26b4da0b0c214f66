/** A result that holds a value. */
export function ok(value) {
  return { ok: true, value };
}

/** A result that holds a reason: `code` for programs, `message` for the person at the counter. */
export function fail(code, message) {
  return { ok: false, code, message };
}
