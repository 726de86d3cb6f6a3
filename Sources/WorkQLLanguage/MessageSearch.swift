/// The look for what one text says.
///
/// A text of users that looks like many messages would be taken apart in ever more ways, so that the
/// look has an end after some; what is not found by then stays English.
struct MessageSearch {
    let catalog: MessageCatalog
    private var budget = 400
    /// What has been looked for, with what was found.
    private var known: [String: String?] = [:]

    init(catalog: MessageCatalog) { self.catalog = catalog }

    /// Nil for what the catalog does not have in whole or in part.
    mutating func translation(of english: String) -> String? {
        if let whole = catalog.fixed[english] { return whole }
        // A single word that is no message is a name, a number or code.
        guard english.contains(where: \.isProseSpace) else { return nil }
        if let length = ChineseLength.text(of: english) { return length }
        if let found = known[english] { return found }
        // Costs no look at a template, and so nothing of the budget.
        if isListOfNames(english), let list = list(english) { return list }
        if let list = numberedList(english) { return list }
        guard budget > 0 else { return nil }
        budget -= 1
        // What is being looked for is not found within itself.
        known[english] = .some(nil)
        var found = wholeLines(english) ?? suffixed(english)
        found = found ?? template(english, isVague: false)
        found = found ?? dotted(english) ?? parenthesized(english, isWhole: true)
        found = found ?? template(english, isVague: true) ?? lines(english)
        found = found ?? list(english) ?? alternatives(english) ?? appended(english)
        found = found ?? parenthesized(english, isWhole: false) ?? parts(english)
        found = found ?? indented(english)
        found = found ?? numbered(english)
        // The value that has the mark is a whole one.
        found = found ?? template(english, isVague: false, takesMarks: true)
        known[english] = .some(found)
        return found
    }

    /// A message with one behind it that has no values: `…, or raise max_calls`.
    private mutating func suffixed(_ english: String) -> String? {
        for index in english.indices.dropFirst() where ",;".contains(english[index]) {
            guard let end = catalog.fixed[String(english[index...])],
                let start = translation(of: String(english[..<index]))
            else { continue }
            return start + end
        }
        return nil
    }

    private mutating func template(
        _ english: String, isVague: Bool, takesMarks: Bool = false
    ) -> String? {
        let bytes = Array(english.utf8)
        for entry in catalog.templates
        where entry.source.isVague == isVague && entry.source.weight < bytes.count {
            if let text = text(bytes, of: entry, takesMarks: takesMarks) { return text }
        }
        return nil
    }

    private mutating func text(
        _ bytes: [UInt8], of entry: MessageCatalog.Entry, takesMarks: Bool = false
    ) -> String? {
        guard let values = entry.source.values(in: bytes[...]),
            !values.contains(where: {
                $0.contains(Self.dot)
                    // A message with a semicolon of its own is one value.
                    || !takesMarks && $0.contains(Self.semicolon)
                        && catalog.fixed[String(decoding: $0, as: UTF8.self)] == nil
            }),
            let texts = texts(of: values, for: entry)
        else { return nil }
        return catalog.joints.joined(entry.target.parts, texts)
    }

    /// What stands between messages.
    private static let dot = Array(" · ".utf8)
    private static let semicolon = Array("; ".utf8)

    /// The values as they stand in the translation, by the names of their places; nil where one
    /// shows that the template is not meant.
    private mutating func texts(
        of values: [ArraySlice<UInt8>], for entry: MessageCatalog.Entry
    ) -> [String: String]? {
        var texts: [String: String] = [:]
        for (name, value) in zip(entry.source.names, values) {
            let value = String(decoding: value, as: UTF8.self)
            if entry.quoted.contains(name) {
                texts[name] = quotedList(value) ?? value
            } else if let translated = translation(of: value) {
                texts[name] = translated
            } else if entry.source.isVague, value.isProse {
                // `{name} of {total}` fits half of what there is to say.
                return nil
            } else if entry.source.isVeryVague, texts.count == values.count - 1,
                value.utf8.allSatisfy(\.isLowercase)
            {
                return nil
            } else {
                texts[name] = value
            }
        }
        return texts
    }

    /// `12 rows · 8 calls`: what is between such dots are messages of their own.
    private mutating func dotted(_ english: String) -> String? {
        let parts = english.split(separator: " · ", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        var isTranslated = false
        var texts: [String] = []
        for part in parts {
            let text = translation(of: String(part))
            isTranslated = isTranslated || text != nil
            texts.append(text ?? String(part))
        }
        return isTranslated ? texts.joined(separator: " · ") : nil
    }

    /// Line by line, if every line is found: a template would read several of them as one value.
    private mutating func wholeLines(_ english: String) -> String? {
        let lines = english.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1 else { return nil }
        var isTranslated = false
        var texts: [String] = []
        for line in lines {
            if let text = translation(of: String(line)) {
                texts.append(text)
                isTranslated = true
            } else if String(line).isProse {
                return nil
            } else {
                texts.append(String(line))
            }
        }
        return isTranslated ? texts.joined(separator: "\n") : nil
    }

    /// A line without what it is indented by. Its parts come first, since the message of the first
    /// may begin with blanks.
    private mutating func indented(_ english: String) -> String? {
        guard !english.contains("\n") else { return nil }
        let words = english.drop { $0 == " " }
        let indent = english.prefix(english.count - words.count)
        let end = words.reversed().prefix { $0 == " " }.count
        guard !words.isEmpty, !indent.isEmpty || end > 0,
            let text = translation(of: String(words.dropLast(end)))
        else { return nil }
        return indent + text + String(repeating: " ", count: end)
    }

    /// Line by line.
    private mutating func lines(_ english: String) -> String? {
        guard english.contains("\n") else { return nil }
        var isTranslated = false
        var lines = english.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        for index in lines.indices {
            guard let line = translation(of: lines[index]) else { continue }
            lines[index] = line
            isTranslated = true
        }
        return isTranslated ? lines.joined(separator: "\n") : nil
    }

    /// Returns whether a text is `'a', 'b' and 'c'` or `IN, LIKE or BETWEEN`: names and keywords, of
    /// which no message is made, so that no template has to be tried.
    private func isListOfNames(_ english: String) -> Bool {
        let items = english.replacing(" and ", with: ", ").replacing(" or ", with: ", ")
            .split(separator: ", ")
        return items.count > 1
            && items.allSatisfy { item in
                guard let first = item.first, !item.contains(" ") else { return false }
                return "'\"`".contains(first) || item.allSatisfy { $0.isUppercase || $0 == "_" }
            }
    }

    /// What stands between the quotes of `'a', 'b' and 'c'`, where it is more than one name.
    private mutating func quotedList(_ inside: String) -> String? {
        for quote in ["'", "\""] where inside.contains("\(quote) ") {
            let whole = quote + inside + quote
            guard isListOfNames(whole), let list = list(whole) else { continue }
            return String(list.dropFirst().dropLast())
        }
        return nil
    }

    /// `a, b and c`
    private mutating func list(_ english: String) -> String? {
        for (word, chinese) in [(" and ", "和"), (" or ", "或")] {
            let halves = english.split(separator: word)
            guard halves.count == 2 else { continue }
            let items = halves[0].split(separator: ", ") + [halves[1]]
            var names: [String] = []
            for item in items {
                // A long list of words has names, of which some are also words of messages.
                if items.count > 4, !item.contains(" ") {
                    names.append(String(item))
                    continue
                }
                // Words of a sentence stand between spaces.
                let name =
                    translation(of: String(item)) ?? (item.contains(" ") ? nil : String(item))
                guard let name else { break }
                names.append(name)
            }
            guard names.count == items.count, let last = names.last else { continue }
            return catalog.joints.joined(
                [.place("items"), .text(Array(" \(chinese) ".utf8)), .place("last")],
                ["items": names.dropLast().joined(separator: "、"), "last": last])
        }
        return nil
    }

    /// `narrow the range, or request at most 5 values, or raise max_calls`: messages of their own.
    private mutating func alternatives(_ english: String) -> String? {
        let joint = ", or "
        guard english.contains(joint) else { return nil }
        var texts: [String] = []
        for (index, part) in english.split(separator: joint).enumerated() {
            let text =
                translation(of: String(part))
                // The last one can be a message with its joint.
                ?? (index > 0 ? catalog.fixed[joint + part].map { String($0.dropFirst(2)) } : nil)
            guard let text else { return nil }
            texts.append(text)
        }
        return texts.joined(separator: "，或")
    }

    /// A name with a message behind it that goes on with a space: `checkin, 3 users each`.
    private mutating func appended(_ english: String) -> String? {
        for index in english.indices.dropFirst() where " ,;(".contains(english[index]) {
            guard budget > 0 else { return nil }
            let rest = String(english[index...])
            let start = String(english[..<index])
            guard let end = catalog.fixed[rest] ?? continuation(rest) else { continue }
            guard let first = translation(of: start) ?? (start.isProse ? nil : start) else {
                continue
            }
            return first + end
        }
        return nil
    }

    private mutating func continuation(_ english: String) -> String? {
        guard english.contains(where: \.isLetter) else { return nil }
        budget -= 1
        let bytes = Array(english.utf8)
        for entry in catalog.templates where entry.source.weight < bytes.count {
            // One that begins with a value would take the mark for a part of it.
            guard case .text(let first)? = entry.source.parts.first, first[0] == bytes[0] else {
                continue
            }
            if let text = text(bytes, of: entry) { return text }
        }
        return nil
    }

    /// `0 done, 64 usage`: numbers with messages that have no values.
    private func numberedList(_ english: String) -> String? {
        let items = english.split(separator: ", ")
        guard items.count > 1 else { return nil }
        var texts: [String] = []
        for item in items {
            let words = item.split(separator: " ", maxSplits: 1)
            guard words.count == 2, words[0].allSatisfy(\.isNumber),
                let text = catalog.fixed[String(words[1])]
            else { return nil }
            texts.append("\(words[0]) \(text)")
        }
        return texts.joined(separator: "，")
    }

    /// `64 usage`, `checkin 4 windows`
    private mutating func numbered(_ english: String) -> String? {
        guard let space = english.firstIndex(of: " ") else { return nil }
        let first = english[..<space]
        let rest = english[english.index(after: space)...]
        let isName = first.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        guard isName, first.allSatisfy(\.isNumber) || rest.first?.isNumber == true,
            let text = translation(of: String(rest))
        else { return nil }
        return first + " " + text
    }

    /// `6 calls (checkin 4 windows × 1 batch)`
    ///
    /// - Parameter isWhole: whether both are found, or what is not is a name.
    private mutating func parenthesized(_ english: String, isWhole: Bool) -> String? {
        guard english.last == ")", let range = english.firstRange(of: " (") else { return nil }
        let before = String(english[..<range.lowerBound])
        let inside = String(english[range.upperBound...].dropLast())
        let (first, second) = (translation(of: before), translation(of: inside))
        guard let second else {
            // What a service said in its own words.
            return isWhole ? nil : first.map { "\($0) (\(inside))" }
        }
        guard first != nil || !isWhole || !before.isProse else { return nil }
        return (first ?? before) + "（" + second + "）"
    }

    /// What is put together of several messages with a mark between them.
    private mutating func parts(_ english: String) -> String? {
        let marks = [
            ("; ", "；"), (": ", "："), (", ", "，"), (" × ", " × "), (" = ", " = "),
        ]
        for (mark, chinese) in marks {
            guard let range = english.firstRange(of: mark) else { continue }
            let before = String(english[..<range.lowerBound])
            let after = String(english[range.upperBound...])
            let (first, second) = (translation(of: before), translation(of: after))
            guard first != nil || second != nil else { continue }
            // Half of a sentence in either language is worse than all of it in one.
            if mark != "; ",
                first == nil ? before.isProse : second == nil && after.isProse
            {
                continue
            }
            // `late.wql: …` names a file and goes on in ASCII.
            let joint = first == nil && mark == ": " ? mark : chinese
            return (first ?? before) + joint + (second ?? after)
        }
        return nil
    }
}

extension String {
    /// Whether words of a language stand in it, and not a name, a time or code.
    fileprivate var isProse: Bool {
        let words = split(whereSeparator: \.isProseSpace)
        return words.count > 1
            && words.contains { word in
                word.count > 1 && word.utf8.allSatisfy { $0.isLowercase || $0 == UInt8(ascii: ",") }
            }
    }
}

extension Character {
    fileprivate var isProseSpace: Bool { self == " " || self == "\n" }
}
