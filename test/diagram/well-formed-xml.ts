/**
 * Enough of an XML parser to tell whether a document is well-formed, without a dependency. It knows the
 * constructs that the renderer writes; anything else (comments, CDATA, a DOCTYPE) is an error here.
 */

const TOKEN = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const STRAY_AMPERSAND = /&(?!#\d+;|#x[\da-f]+;|(?:amp|lt|gt|quot|apos);)/i;
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Element names in document order. Throws, with the place, if the text is not well-formed. */
export function parseXml(xml: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  const stray = STRAY_AMPERSAND.exec(xml) ?? ILLEGAL.exec(xml);
  if (stray !== null) throw new Error(`Illegal character at ${stray.index}: ${around(xml, stray.index)}`);
  let at = 0;
  while (at < xml.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(xml);
    if (match === null) throw new Error(`Expected a tag or text at ${at}: ${around(xml, at)}`);
    const [token, slash, name, attributes = '', selfClosing, text] = match;
    if (text !== undefined) {
      if (open.length === 0 && text.trim() !== '') throw new Error(`Text outside the root: ${text}`);
    } else if (slash === '/') {
      const expected = open.pop();
      if (name !== expected) throw new Error(`Expected </${expected}>, found ${token}`);
    } else if (name !== undefined) {
      if (open.length === 0 && names.length > 0) throw new Error(`A second root: ${token}`);
      const keys = [...attributes.matchAll(/([\w:.-]+)="/g)].map(([, key]) => key);
      if (new Set(keys).size < keys.length) throw new Error(`An attribute twice: ${token}`);
      names.push(name);
      if (selfClosing !== '/') open.push(name);
    }
    at += token.length;
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(', ')}`);
  return names;
}

const around = (text: string, at: number): string => JSON.stringify(text.slice(at, at + 40));
