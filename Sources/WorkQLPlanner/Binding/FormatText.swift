/// The first argument of `format`, as SQLite's `printf` reads it.
package enum FormatText {
    /// The conversions that print a number.
    static let ofNumbers = "diufeEgGxXop"
    /// Those that print a text.
    static let ofTexts = "sqQw"
    private static let flags = "-+ #0!,.123456789*l"

    /// Returns the conversions: those of `%05d and %s` are d and s. A star takes an argument for the
    /// width, as d does.
    static func conversions(of text: String) -> [Character] {
        var conversions: [Character] = []
        var rest = Substring(text)
        while let percent = rest.firstIndex(of: "%") {
            rest = rest[rest.index(after: percent)...]
            while let flag = rest.first, flags.contains(flag) {
                if flag == "*" { conversions.append("d") }
                rest = rest.dropFirst()
            }
            guard let conversion = rest.first else { break }
            if conversion != "%" { conversions.append(conversion) }
            rest = rest.dropFirst()
        }
        return conversions
    }

    /// Returns the format whose widths and precisions of texts are characters. SQLite counts bytes
    /// unless the conversion has the flag `!`, so that `%.1s` of a Chinese name would be a part of a
    /// character.
    package static func countingCharacters(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let percent = rest.firstIndex(of: "%") {
            result += rest[...percent]
            rest = rest[rest.index(after: percent)...]
            let found = rest.prefix { flags.contains($0) }
            rest = rest.dropFirst(found.count)
            guard let conversion = rest.first else {
                result += found
                break
            }
            if ofTexts.contains(conversion), !found.isEmpty, !found.contains("!") { result += "!" }
            result += found + String(conversion)
            rest = rest.dropFirst()
        }
        return result + rest
    }
}
