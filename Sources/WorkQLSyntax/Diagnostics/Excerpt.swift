/// A diagnostic shown in the text that it refers to.
///
///     error[E0402]: unknown column "useridd" in checkin
///      --> late.wql:3:8
///       |
///     3 | SELECT useridd FROM checkin
///       |        ^^^^^^^
///       = help: did you mean "userid"?
///
/// Column numbers count characters, from 1; the carets are aligned by columns of the terminal, also
/// under wide characters. Characters of the source that could control the terminal are escaped.
package struct Excerpt {
    /// The maximum width of a line, in columns, before it is truncated around the span.
    package static let width = 100
    /// The maximum number of bytes on each side that can affect the window.
    private static let reach = 2000

    /// The line number and the character number in it, both from 1.
    package let line: Int
    package let column: Int
    package var span: Span { diagnostic.span }
    private var diagnostic: Diagnostic
    private let name: String
    private let shown: Line

    package init(_ diagnostic: Diagnostic, in source: String, named name: String) {
        self.diagnostic = diagnostic
        self.name = name
        let bytes = Array(source.utf8)
        let start = min(max(diagnostic.span.start, 0), bytes.count)
        let before = bytes[..<start]
        line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        // Only the part around the span of a very long line is measured; the rest is counted.
        let near = Excerpt.boundary(max(lineStart, start - Excerpt.reach), in: bytes)
        let far = Excerpt.boundary(min(lineEnd, start + Excerpt.reach), in: bytes)
        let skipped = String(decoding: bytes[lineStart..<near], as: UTF8.self).count
        var text = Line(
            bytes[near..<far], span: start..<max(start, min(diagnostic.span.end, far)))
        text.isCut = (near > lineStart, far < lineEnd)
        column = skipped + text.marked.lowerBound + 1
        shown = text
    }

    /// Returns the start of the scalar at an offset.
    private static func boundary(_ offset: Int, in bytes: [UInt8]) -> Int {
        var offset = offset
        while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
        return offset
    }

    /// The same excerpt with other words, which are about the same place.
    package func saying(_ message: String, help: String?) -> Excerpt {
        var excerpt = self
        excerpt.diagnostic.message = message
        excerpt.diagnostic.help = help
        return excerpt
    }

    /// The whole excerpt, without a line break at its end.
    ///
    /// - Parameters:
    ///   - label: `error` or `note`.
    ///   - colon: what stands behind the label and behind `help`.
    ///   - columns: the width of the terminal, which the line of source does not exceed.
    package func text(
        label: String = "error", help helpLabel: String = "help", colon: String = ": ",
        columns: Int? = nil
    ) -> String {
        let number = "\(line)"
        let margin = String(repeating: " ", count: number.count)
        let room = (columns ?? .max) - number.count - 3
        let shown = self.shown.window(max(20, min(Excerpt.width, room)))
        let indent = String(repeating: " ", count: shown.indent)
        let carets = String(repeating: "^", count: shown.carets)
        let code = diagnostic.code == .unspecified ? "" : "[\(diagnostic.code.rawValue)]"
        var lines = [
            "\(label)\(code)\(colon)\(diagnostic.message.neutralized)",
            "\(margin)--> \(name.neutralized):\(line):\(column)",
            "\(margin) |",
            "\(number) | \(shown.text)".trimmingTrailingSpaces,
            "\(margin) | \(indent)\(carets)",
        ]
        if let help = diagnostic.help {
            lines.append("\(margin) = \(helpLabel)\(colon)\(help.neutralized)")
        }
        return lines.joined(separator: "\n")
    }
}

/// One line of source in displayed form.
private struct Line {
    private struct Cell {
        var text: String
        var width: Int
    }

    struct Window {
        var text: String
        var indent: Int
        var carets: Int
    }

    private var cells: [Cell] = []
    /// The cells under the span; empty if it is after the last cell.
    private(set) var marked = 0..<0

    /// Whether the source's line extends beyond the cells.
    var isCut = (left: false, right: false)

    /// - Parameter span: offsets into the same bytes.
    init(_ bytes: ArraySlice<UInt8>, span: Range<Int>) {
        var bytes = bytes
        if bytes.startIndex == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            bytes = bytes.dropFirst(3)
        }
        if bytes.last == 0x0D { bytes = bytes.dropLast() }
        var offset = bytes.startIndex
        var first: Int?
        var last = 0
        for character in String(decoding: bytes, as: UTF8.self) {
            let end = offset + character.utf8.count
            if first == nil, end > span.lowerBound { first = cells.count }
            if offset < span.upperBound { last = cells.count + 1 }
            let shown = character == "\t" ? "    " : String(character).neutralized
            cells.append(Cell(text: shown, width: shown.displayWidth))
            offset = end
        }
        let start = first ?? cells.count
        marked = start..<max(start, last)
    }

    /// Returns at most `columns` columns of the line, with as much of the span as fits and the
    /// remaining columns around it. If the span is near the start of the line, the start is
    /// included.
    func window(_ columns: Int) -> Window {
        var shown = cells.indices
        if isCut.left || isCut.right || width(shown) > columns {
            // Two columns for the ellipses.
            var room = columns - 2
            var end = marked.lowerBound
            let spanEnd = min(cells.count, max(marked.upperBound, end + 1))
            let context = room / 3
            while end < spanEnd, cells[end].width <= room - context {
                room -= cells[end].width
                end += 1
            }
            var start = marked.lowerBound
            func goLeft(leaving rest: Int) {
                while start > 0, cells[start - 1].width <= room - rest {
                    start -= 1
                    room -= cells[start].width
                }
            }
            let before = width(0..<start)
            goLeft(leaving: !isCut.left && before <= room ? 0 : room / 2)
            while end < cells.count, cells[end].width <= room {
                room -= cells[end].width
                end += 1
            }
            goLeft(leaving: 0)
            shown = start..<end
        }
        let isCut = (
            left: isCut.left || shown.lowerBound > 0,
            right: isCut.right || shown.upperBound < cells.count
        )
        let text = cells[shown].map(\.text).joined()
        let under = marked.clamped(to: shown)
        return Window(
            text: (isCut.left ? "…" : "") + text + (isCut.right ? "…" : ""),
            indent: width(shown.lowerBound..<max(shown.lowerBound, under.lowerBound))
                + (isCut.left ? 1 : 0),
            carets: max(1, width(under)))
    }

    private func width(_ range: Range<Int>) -> Int { cells[range].reduce(0) { $0 + $1.width } }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
