/// A language that people read messages in. English is the reference: what programs read, logs, and
/// what the library and the server say are always English.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case en
    /// Simplified Chinese.
    case zh

    /// What the variables of the locale say; English where they say nothing.
    ///
    /// - Parameter environment: `LC_ALL` goes before `LC_MESSAGES`, which goes before `LANG`; those
    ///   that are empty count as not set. `zh_CN.UTF-8`, `zh_TW.utf8` and `zh-Hans` are Chinese.
    package init(locale environment: [String: String]) {
        let name = Self.locale("LC_MESSAGES", in: environment)
        self =
            name.map(Self.isChinese) == true && Self.charset(in: environment) == .utf8 ? .zh : .en
    }

    /// The language in which a terminal can show what is meant to be said in this one.
    ///
    /// A terminal of another charset than UTF-8, such as that of `LANG=zh_CN.GBK`, would show Chinese
    /// as other characters, so that it is spoken to in ASCII. Where the locale names no charset, as
    /// `C` and an empty environment do not, who asks for a language knows what the terminal can show.
    package func shown(in environment: [String: String]) -> Language {
        Self.charset(in: environment) == .other ? .en : self
    }

    /// Whether a terminal of the locale shows other bytes than those of ASCII as other characters.
    package static func needsASCII(in environment: [String: String]) -> Bool {
        charset(in: environment) == .other
    }

    /// The charset of a terminal that shows something else than UTF-8; nil if the locale names UTF-8
    /// or none.
    package static func otherCharset(in environment: [String: String]) -> String? {
        guard charset(in: environment) == .other, let name = locale("LC_CTYPE", in: environment)
        else { return nil }
        let parts = name.split(separator: ".", maxSplits: 1)
        // GBK contains GB2312, which is the C library's charset of zh_CN alone; of other locales
        // that name none, zh_TW for example, only ASCII is certain.
        guard parts.count == 2 else { return name.hasPrefix("zh_CN") ? "GBK" : "ASCII" }
        return String(parts[1].prefix { $0 != "@" })
    }

    private enum Charset { case utf8, other, unnamed }

    private static func charset(in environment: [String: String]) -> Charset {
        guard let name = locale("LC_CTYPE", in: environment), name != "C", name != "POSIX" else {
            return .unnamed
        }
        let parts = name.split(separator: ".", maxSplits: 1)
        guard parts.count == 2 else {
            // The C library's charset of zh_CN alone is GB2312; that of en_US is of no consequence.
            return isChinese(name) ? .other : .unnamed
        }
        let charset = parts[1].prefix { $0 != "@" }.lowercased().filter { $0 != "-" }
        return charset == "utf8" ? .utf8 : .other
    }

    private static func isChinese(_ name: String) -> Bool {
        name == "zh" || ["zh_", "zh-", "zh."].contains { name.hasPrefix($0) }
    }

    /// The variables that are read.
    package static let variables = ["LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG"]

    private static func locale(_ category: String, in environment: [String: String]) -> String? {
        for variable in ["LC_ALL", category, "LANG"] {
            if let value = environment[variable], !value.isEmpty { return value }
        }
        return nil
    }
}
