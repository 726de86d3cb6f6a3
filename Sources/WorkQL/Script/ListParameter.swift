import WorkQLCatalog

/// The values of a list that is passed as one text: `zhangsan,lisi`.
///
/// Values are separated by commas, semicolons and ends of lines, in ASCII or Chinese form. Blanks
/// around a value are not part of it, nor are quotes; within quotes, separators are text. A list
/// that was typed or copied often has superfluous separators, which do not stand for empty texts. A
/// JSON list is accepted too.
enum ListParameter {
    private static let separators: Set<Character> = [
        ",", "，", "、", ";", "；", "\n", "\r\n", "\r",
    ]
    private static let quotes: [Character: Character] = [
        "'": "'", "\"": "\"", "“": "”", "‘": "’", "「": "」",
    ]

    /// Returns the values; nil if a quote or a bracket is not closed.
    static func values(_ text: String) -> [String]? {
        var text = text.trimmingBlanks[...]
        if text.first == "[" {
            guard text.last == "]", text.count > 1 else { return nil }
            text = text.dropFirst().dropLast()
        }
        var values: [String] = []
        while !text.isEmpty {
            let value = text.drop { $0.isWhitespace && !separators.contains($0) }
            var end = value.firstIndex(where: separators.contains) ?? value.endIndex
            var inner = String(value[..<end]).trimmingBlanks
            if let first = value.first, let closing = quotes[first] {
                let rest = value.dropFirst()
                guard let close = rest.firstIndex(of: closing) else { return nil }
                inner = String(rest[..<close]).trimmingBlanks
                let behind = rest[close...].dropFirst()
                end = behind.firstIndex(where: separators.contains) ?? behind.endIndex
                guard String(behind[..<end]).isBlank else { return nil }
            }
            if !inner.isEmpty { values.append(inner) }
            text = value[end...].dropFirst()
        }
        return values
    }
}
