// Typing errors and habits from other programs, each with the text to write instead.

extension Lexer {
    /// Returns the error for a character without a meaning, with the replacement for all the text
    /// that it begins.
    func slip(_ scalar: Unicode.Scalar, to end: Int) -> Diagnostic {
        var mistake = unexpectedCharacter(scalar, to: end)
        if scalar.looksLikeQuote, let (text, fix) = requoted() {
            mistake.help = "write \(text)"
            mistake.fix = fix
        } else if scalar.isFullWidthDigit {
            var stop = endOfName(from: end)
            // １２．５
            if let dot = self.scalar(stop), dot.scalar == "．" || dot.scalar == ".",
                self.scalar(dot.end)?.scalar.isFullWidthDigit == true
            {
                stop = endOfName(from: dot.end)
            }
            let whole = Span(offset, stop)
            let written = String(decoding: bytes[whole.start..<whole.end], as: UTF8.self)
                .narrowed.replacing("．", with: ".")
            mistake.help = "write \(written)"
            mistake.fix = Diagnostic.Fix(written, replacing: whole)
        } else if scalar == "—", self.scalar(end)?.scalar == "—" {
            mistake.help = "a comment starts with --"
            mistake.fix = Diagnostic.Fix("--", replacing: Span(offset, end + end - offset))
        } else if scalar == "。", isBlank(from: end) {
            mistake.help = "write ;"
            mistake.fix = Diagnostic.Fix(";", replacing: Span(offset, end))
        }
        return mistake
    }

    private func isBlank(from start: Int) -> Bool {
        bytes[start...].allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }

    /// Returns the text between the curly quotes here, in straight ones, and the fix for all of
    /// them up to the end of the statement; nil if one has no partner on its line.
    private func requoted() -> (text: String, fix: Diagnostic.Fix)? {
        var written = String.UnicodeScalarView()
        var first: String?
        var (at, end, kept) = (offset, offset, 0)
        while let next = scalar(at), next.scalar != ";", next.scalar != "；" {
            if next.scalar.looksLikeQuote {
                guard let (inner, behind) = quoted(from: next.end, by: next.scalar) else { break }
                let text = straight(inner, behind: written)
                first = first ?? text
                written.append(contentsOf: text.unicodeScalars)
                (at, end, kept) = (behind, behind, written.count)
            } else if next.scalar == "'" {
                // A text that is already correct.
                var behind = next.end
                while let inner = scalar(behind), inner.scalar != "'" { behind = inner.end }
                let stop = min(behind + 1, bytes.count)
                written.append(
                    contentsOf: String(decoding: bytes[at..<stop], as: UTF8.self).unicodeScalars)
                at = stop
            } else {
                written.append(next.scalar)
                at = next.end
            }
        }
        guard let first else { return nil }
        let text = String(String.UnicodeScalarView(written.prefix(kept)))
        return Diagnostic.Fix(text, replacing: Span(offset, end)).map { (first, $0) }
    }

    /// Returns the text up to the next quote of the same kind, single or double in any form, and
    /// the offset after it.
    private func quoted(from start: Int, by open: Unicode.Scalar) -> (String, Int)? {
        var at = start
        while let next = scalar(at), next.scalar != "\n" {
            let isQuote =
                next.scalar.looksLikeQuote || next.scalar == "'" || next.scalar == "\""
            if isQuote, next.scalar.looksDouble == open.looksDouble {
                return (String(decoding: bytes[start..<at], as: UTF8.self), next.end)
            }
            at = next.end
        }
        return nil
    }

    /// Returns a quoted name after AS, otherwise a quoted text.
    private func straight(_ inner: String, behind written: String.UnicodeScalarView) -> String {
        var before = String(decoding: bytes[..<offset], as: UTF8.self) + String(written)
        while before.last?.isWhitespace == true { before.removeLast() }
        let isName = before.suffix(3).lowercased() == " as"
        return isName ? "\"\(inner)\"" : Printer.quoted(inner)
    }

    /// The end of `\G` and `\gx`, which stand for a semicolon after a statement; nil where
    /// something else is here.
    var endOfVertical: Int? {
        guard dialect == .workql, let lastKind, lastKind != .semicolon else { return nil }
        let end = endOfName(from: offset + 1)
        let word = String(decoding: bytes[offset + 1..<end], as: UTF8.self)
        return ["G", "gx"].contains(word) ? end : nil
    }

    /// Returns the error for psql's `\d`, `\x` and similar commands, and MySQL's `\G`.
    func backslash() -> Diagnostic {
        let end = max(endOfName(from: offset + 1), offset + 1)
        let word = String(decoding: bytes[offset + 1..<end], as: UTF8.self)
        var mistake = unexpectedCharacter("\\", to: offset + 1)
        let isFirst = lastKind == nil || lastKind == .semicolon
        let hasArgument = !isBlank(from: end) && byte(end) != UInt8(ascii: ";")
        let isDescribed = ["d", "dt"].contains(word) && hasArgument
        guard let command = isDescribed ? "DESCRIBE" : Self.commands[word] else { return mistake }
        mistake.help = "write \(command)"
        if isFirst { mistake.fix = Diagnostic.Fix(command, replacing: Span(offset, end)) }
        return mistake
    }

    /// The shell's names for commands of psql and mysql.
    private static let commands = [
        "d": ".tables", "dt": ".tables", "l": ".tables", "x": ".mode vertical",
        "G": ".mode vertical", "timing": ".timer on", "q": ".quit", "h": ".help",
        "i": ".read", "o": ".output", "e": ".edit", "s": ".history", "watch": ".watch",
        "copy": "COPY", "c": ".profile", "connect": ".profile",
    ]
}
