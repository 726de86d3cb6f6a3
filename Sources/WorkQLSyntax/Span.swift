/// A half-open range of UTF-8 offsets in one source text.
package struct Span: Hashable, Sendable {
    package var start: Int
    package var end: Int

    package init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// Returns the smallest span that contains both.
    package func joined(_ other: Span) -> Span {
        Span(min(start, other.start), max(end, other.end))
    }
}
