import WorkQL
import WorkQLCatalog
import WorkQLLanguage

@testable import WorkQLCommand

/// Parts of the manual in mdoc, generated from the literals of commands, options, settings and
/// statuses, in a language.
struct ManualText {
    let language: Language
    private let translation: Translation

    init(_ language: Language) {
        self.language = language
        translation = Translation(language)
    }

    private static let all = [Subcommand.workql] + Subcommand.all

    /// Placeholder words.
    private static let placeholders: Set<String> = {
        let options = all.flatMap(\.options).compactMap { $0.value?.placeholder }
        return Set(options + all.compactMap { $0.operand?.placeholder })
            .union(["NAME", "FILE", "PATH"])
    }()

    /// Formats a text in the language, with placeholders and options marked as such.
    private func translated(_ english: String) -> [String] { Self.text(translation(english)) }

    /// Returns a sentence that begins with a capital and ends with a full stop, where there are
    /// capitals.
    private func sentence(_ english: String, _ more: String = "") -> [String] {
        let text = translation(english).replacing("`", with: "")
        let isChinese = language == .zh
        // A word of a statement that begins a Chinese sentence has no capital.
        let begun = isChinese ? text : text.prefix(1).uppercased() + text.dropFirst()
        return Self.text(begun + (isChinese ? "。" : ".") + more)
    }

    /// Formats a text, with placeholders and options marked as such.
    static func text(_ text: String) -> [String] {
        var lines: [String] = []
        var line: [String] = []
        func end() {
            guard !line.isEmpty else { return }
            let text = line.joined(separator: " ").unicodeScalars.map { scalar in
                let code = String(scalar.value, radix: 16, uppercase: true)
                return scalar == "\\"
                    ? "\\e"
                    : scalar.isASCII || scalar.properties.isIdeographic
                        || "，。、；：（）".unicodeScalars.contains(scalar)
                        ? String(scalar) : "\\[u\(code)]"
            }.joined()
            lines.append(text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text)
            line = []
        }
        for word in text.split(whereSeparator: \.isWhitespace) {
            let bare = String(word.reversed().drop { ",;:.".contains($0) }.reversed())
            let rest = word.dropFirst(bare.count)
            let macro: String? =
                if placeholders.contains(bare) {
                    "Ar \(bare)"
                } else if bare.hasPrefix("--") {
                    "Fl Fl \(bare.dropFirst(2))"
                } else if bare.hasPrefix("-"), bare.count == 2 {
                    "Fl \(bare.dropFirst())"
                } else {
                    nil
                }
            if let macro {
                end()
                lines.append(".\(macro)" + (rest.isEmpty ? "" : " \(rest)"))
            } else {
                if line.joined(separator: " ").count + word.count > 98 { end() }
                line.append(String(word))
            }
        }
        end()
        return lines
    }

    private static func list(_ items: [(tag: String, text: [String])]) -> [String] {
        [".Bl -tag -width indent"] + items.flatMap { [".It " + $0.tag] + $0.text } + [".El"]
    }

    private static func tag(_ option: CommandOption) -> String {
        let letter = option.letter.map { "Fl \($0.dropFirst()) , " } ?? ""
        return letter + "Fl Fl \(option.name.dropFirst(2))"
            + (option.value.map { " Ar \($0.placeholder)" } ?? "")
    }

    // MARK: Parts

    var synopsis: [String] {
        Self.all.flatMap { [".Nm"] + usage($0) }
    }

    private func usage(_ command: Subcommand) -> [String] {
        let name = command.name.map { [".Cm \($0)"] } ?? []
        let options = ".Op Ar " + translation("[options]").dropFirst().dropLast()
        if command.name == nil { return [options, ".Op Ar script.wql ..."] }
        if command.usage == "[options]" { return name + [options] }
        if case .words(let words)? = command.operand?.completion {
            return name + [options, ".Cm \(words.joined(separator: " | "))"]
        }
        if command.usage.hasPrefix("[options] ") {
            return name + [options, ".Ar \(Self.spaced(command.usage.dropFirst(10)))"]
        }
        return name + command.options.filter { $0.group != .other }.map { ".Op \(Self.tag($0))" }
    }

    private static func spaced(_ usage: Substring) -> String {
        String(usage).replacing("|", with: " | ")
    }

    var options: [String] {
        CommandOption.Group.allCases.flatMap { group -> [String] in
            var items = Subcommand.workql.options.filter { $0.group == group }
                .map { (Self.tag($0), translated($0.summary)) }
            if group == .scripts, let operand = Subcommand.workql.operand {
                items.insert(("Ar \(operand.placeholder)", translated(operand.summary)), at: 0)
            }
            let heading = translation(group.rawValue.uppercased() + ":")
            return [".Ss \(language == .en ? group.rawValue : String(heading.dropLast()))"]
                + Self.list(items)
        }
    }

    var commands: [String] {
        Self.list(
            Subcommand.all.map { command in
                var lines = translated(command.summary)
                for paragraph in command.discussion {
                    if paragraph.hasPrefix(" ") {
                        lines +=
                            [".Bd -literal -offset indent"]
                            + paragraph.split(separator: "\n").map { String($0.dropFirst(2)) }
                            + [".Ed"]
                    } else {
                        lines += [".Pp"] + translated(paragraph)
                    }
                }
                let own = command.options.filter { option in
                    !Subcommand.workql.options.contains {
                        $0.name == option.name && $0.summary == option.summary
                    }
                }
                if !own.isEmpty {
                    lines += Self.list(own.map { (Self.tag($0), translated($0.summary)) })
                }
                return ("Cm \(command.name ?? "")", lines)
            })
    }

    var settings: [String] {
        Self.list(
            Setting.all.map { setting in
                let sources = [setting.option?.name, setting.variable].compactMap(\.self)
                let given =
                    language == .zh
                    ? "也可以由 \(sources.joined(separator: " 和 ")) 给出。"
                    : " Also given by \(sources.joined(separator: " and "))."
                return (
                    "Cm \(setting.name)", sentence(setting.summary, sources.isEmpty ? "" : given)
                )
            })
    }

    var services: [String] {
        Self.list(
            ServiceKey.all.map { key in
                let meaning = translation(key.meaning).replacing("`", with: "")
                let title = translation(Service.named(key.service)?.title ?? key.service)
                let text =
                    language == .zh ? "\(title)：\(meaning)。" : "Of \(title): \(meaning)."
                return ("Ev \(key.variable)", Self.text(text))
            })
    }

    var network: [String] {
        Self.list(NetworkKey.allCases.map { ("Cm \($0.rawValue)", sentence($0.meaning)) })
    }

    var statuses: [String] {
        Self.list(
            WorkQLCommand.ExitStatus.allCases.map {
                ("\($0.rawValue)", translated($0.meaning))
            })
    }
}
