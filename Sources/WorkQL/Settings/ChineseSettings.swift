/// The Chinese words that mean a setting, or one of its values, beside its own ones.
///
/// SHOW SETTINGS and messages have the settings' own names, which scripts and the configuration
/// write; tables, columns and times are understood in Chinese everywhere, and so are these.
enum ChineseSettings {
    /// Returns the name of the setting that a word means.
    static func name(meantBy word: String) -> String? { names[word] }

    /// Returns the words that mean a setting.
    static func words(for name: String) -> [String] { names.filter { $1 == name }.map(\.key) }

    private static let names = [
        "时区": "timezone", "语言": "language", "表头": "headers", "列标题": "headers",
        "标题": "headers", "分页": "pager", "分页器": "pager", "折行": "wrap", "换行": "wrap",
        "存储": "store", "保留": "retention", "保留期": "retention", "节假日": "holidays",
        "假日": "holidays", "最大调用次数": "max_calls", "最多调用次数": "max_calls",
    ]

    /// Returns the values that a word means, in settings that have one of them.
    static func values(meantBy word: String) -> [String] { values[word] ?? [] }

    private static let values = [
        "中文": ["zh", "label"], "汉语": ["zh"], "简体中文": ["zh"], "英文": ["en", "name"],
        "英语": ["en"], "标签": ["label"], "中文名": ["label"], "名称": ["name"], "列名": ["name"],
        "开": ["on"], "打开": ["on"], "关": ["off"], "关闭": ["off"],
    ]
}

extension String {
    /// The word of a setting that the text means, as it is compared with the words that there are.
    func settingWord(among words: [String]) -> String {
        let folded = lowercased()
        return ChineseSettings.values(meantBy: folded).first(where: words.contains) ?? folded
    }
}
