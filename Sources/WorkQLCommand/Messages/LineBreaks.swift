import WorkQLSyntax

// Lines that fit a terminal, in text of any width of characters.

extension String {
    /// The text with each line that is longer than a terminal's broken, and continued under its
    /// second column if it has one.
    ///
    /// A word that is longer than a line, such as a path, stays whole.
    ///
    /// - Parameter columns: nil if the text is not for a terminal.
    func fitted(to columns: Int?) -> String {
        guard let columns, columns > 19 else { return self }
        return split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = String(line)
            guard line.displayWidth > columns else { return line }
            return line.broken(at: columns, indent: line.hangingIndent(in: columns))
        }.joined(separator: "\n")
    }

    /// The line on several, all but the first of them indented.
    func broken(at columns: Int, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = String(prefix { $0 == " " })
        var isEmpty = true
        var spaces = ""
        for piece in drop(while: { $0 == " " }).pieces {
            if piece.first == " " {
                spaces = String(piece)
                continue
            }
            if isEmpty || (line + spaces + piece).displayWidth <= columns {
                line += spaces + piece
            } else {
                lines.append(line)
                line = margin + piece
            }
            (isEmpty, spaces) = (false, "")
        }
        return (lines + [line]).joined(separator: "\n")
    }

    /// Where the second column of a line of two begins, as in a list of names and their meanings;
    /// two columns behind the start of any other line.
    private func hangingIndent(in columns: Int) -> Int {
        let start = prefix { $0 == " " }.count
        if let gap = dropFirst(start).firstRange(of: /[ ]{2,}/) {
            let second = String(self[..<gap.upperBound]).displayWidth
            if second * 3 <= columns * 2 { return second }
        }
        return min(start + 2, columns / 4)
    }
}

extension StringProtocol {
    /// Runs of spaces, and what lies between them up to where a line may end.
    fileprivate var pieces: [Substring] {
        var pieces: [Substring] = []
        var rest = Substring(self)
        while let first = rest.first {
            let run = first == " " ? rest.prefix { $0 == " " } : rest.prefix { $0 != " " }
            pieces += first == " " ? [run] : run.unbreakable
            rest = rest[run.endIndex...]
        }
        return pieces
    }
}

extension Substring {
    /// The pieces between which a line may end.
    fileprivate var unbreakable: [Substring] {
        var pieces: [Substring] = []
        var start = startIndex
        var previous: Character?
        for index in indices {
            if let previous, previous.mayEndLine(before: self[index], dividesWords: false) {
                pieces.append(self[start..<index])
                start = index
            }
            previous = self[index]
        }
        return pieces + [self[start...]]
    }
}
