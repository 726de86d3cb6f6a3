import WorkQLLanguage

/// The placeholders of usage lines, and of the sentences about them, for those who read Chinese:
/// `--param <NAME=VALUE>` is `--param <名称=值>`, and a FILE in a sentence is a <文件>.
enum ChinesePlaceholders {
    private static let words = [
        "CODE": "错误码", "COLUMN": "列", "COMMAND": "命令", "DURATION": "时长", "FILE": "文件",
        "FOLDER": "文件夹", "FORMAT": "格式", "FUNCTION": "函数", "HOST": "主机", "LANGUAGE": "语言",
        "NAME": "名称", "PARAM": "参数", "PATH": "路径", "PATTERN": "模式", "PERIOD": "周期",
        "PORT": "端口", "SECONDS": "秒数", "SHELL": "shell", "SOCKET": "套接字", "STATEMENT": "语句",
        "TABLE": "表", "TARGET": "目标", "TEXT": "文本", "TIME": "时间", "TOPIC": "主题",
        "VALUE": "值", "WORD": "文字", "ZONE": "时区",
    ]

    /// Returns the text with these words in place of the placeholders, in angle brackets where no
    /// brackets are around them.
    ///
    /// - Parameter isUsage: whether it is a usage line. In a sentence, PARAM is the statement, and
    ///   what follows a keyword is one too: CREATE TABLE.
    static func worded(_ text: String, in language: Language, isUsage: Bool = false) -> String {
        guard language == .zh else { return text }
        var worded = ""
        var depth = 0
        var isAfterKeyword = false
        var rest = text[...]
        while let next = rest.first {
            let before = worded.last
            let run = rest.prefix { $0.isASCII && $0.isUppercase }
            guard !run.isEmpty else {
                if "<[".contains(next) { depth += 1 }
                if ">]".contains(next) { depth -= 1 }
                if next != " " { isAfterKeyword = false }
                worded.append(next)
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(run.count)
            let isWhole = ![before, rest.first].contains { $0?.continuesWord ?? false }
            if isWhole, let word = words[String(run)],
                isUsage || run != "PARAM" && !isAfterKeyword
            {
                worded += depth > 0 ? word : "<\(word)>"
            } else {
                worded += run
                isAfterKeyword = true
            }
        }
        return worded
    }
}

extension Character {
    fileprivate var continuesWord: Bool { isASCII && (isLetter || isNumber || self == "_") }
}
