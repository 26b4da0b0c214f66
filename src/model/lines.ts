/** Cuts a stream of bytes into lines. */
export interface LineSplitter {
  /** The lines these bytes complete, without their line ends (LF or CRLF). */
  push(bytes: Uint8Array): readonly string[];
  /** The last line where no line end followed it. */
  end(): readonly string[];
}

/** Splits UTF-8 wherever the bytes are cut. A line longer than `maxLength` characters keeps its beginning; the rest of it is dropped. */
export function lineSplitter(maxLength: number): LineSplitter {
  const decoder = new TextDecoder();
  let open = '';
  function take(text: string): string[] {
    const pieces = text.split('\n');
    const lines: string[] = [];
    for (const [index, piece] of pieces.entries()) {
      if (open.length < maxLength) open += piece.slice(0, maxLength - open.length);
      if (index === pieces.length - 1) break;
      lines.push(open.endsWith('\r') ? open.slice(0, -1) : open);
      open = '';
    }
    return lines;
  }
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => {
      const lines = take(decoder.decode());
      if (open !== '') lines.push(open);
      open = '';
      return lines;
    },
  };
}
