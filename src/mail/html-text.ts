/** A page as text: what stands in `<pre>` as it is, elsewhere one line for each block. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;

export interface PageText {
  readonly title: string;
  readonly text: string;
}

const SILENT = new Set(['script', 'style', 'noscript', 'template', 'head']);
const BLOCKS = new Set(
  'address article aside blockquote br dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** A row's cells stay on one line. */
const CELLS = new Set(['td', 'th']);
/** Pages nest a few dozen levels; whoever writes thousands wants the stack to end. */
const DEPTH_MAX = 500;

/** Reads a page; there is none that cannot be read. */
export function htmlToText(html: string): PageText {
  const document = parse(html);
  const lines: string[] = [];
  let title = '';
  let line = '';
  const endLine = (): void => {
    if (line.trim() !== '') lines.push(line.trim());
    line = '';
  };
  const visit = (node: Node, inPre: boolean, depth: number): void => {
    if (depth > DEPTH_MAX) return;
    if (node.nodeName === '#text' && 'value' in node) {
      if (!inPre) line += node.value.replace(/\s+/g, ' ');
      else {
        const [first = '', ...rest] = node.value.split('\n');
        line += first;
        for (const each of rest) {
          lines.push(line);
          line = each;
        }
      }
      return;
    }
    if (node.nodeName === 'title' && title === '') title = textOf(node).trim();
    if (node.nodeName === 'head') for (const child of childrenOf(node)) visit(child, false, depth + 1);
    if (SILENT.has(node.nodeName) || node.nodeName === 'title') return;
    const pre = inPre || node.nodeName === 'pre';
    const isBlock = BLOCKS.has(node.nodeName) && !(inPre && node.nodeName === 'div');
    if (isBlock && !inPre) endLine();
    if (node.nodeName === 'br' && inPre) {
      lines.push(line);
      line = '';
    }
    for (const child of childrenOf(node)) visit(child, pre, depth + 1);
    if (CELLS.has(node.nodeName)) line += ' ';
    if (node.nodeName === 'pre' && !inPre) {
      lines.push(line);
      line = '';
    } else if (isBlock && !inPre) endLine();
  };
  for (const child of document.childNodes) visit(child, false, 0);
  endLine();
  return { title: title.replace(/\s+/g, ' '), text: lines.join('\n') };
}

const childrenOf = (node: Node): readonly Node[] => ('childNodes' in node ? node.childNodes : []);

const textOf = (node: Node): string =>
  childrenOf(node)
    .map((child) => ('value' in child ? child.value : ''))
    .join('');
