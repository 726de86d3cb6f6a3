import WorkQL
import WorkQLLanguage

extension Language {
    /// The language of what is said before the command line has been read: of mistakes in it, and of
    /// its help.
    ///
    /// - Parameter words: of the command line. The option goes before the variable, which goes before
    ///   the configuration, as for any setting; only help looks into the configuration, because
    ///   whatever runs will read it anyway, and a mistake in it is told by that.
    static func firstChosen(
        _ words: [String], _ environment: [String: String]
    ) -> Language {
        let option = "--language"
        for (word, next) in zip(words, words.dropFirst() + [""]).reversed() {
            let value =
                word == option
                ? next
                : word.hasPrefix(option + "=") ? String(word.dropFirst(option.count + 1)) : ""
            if let language = Language(rawValue: value.lowercased()) { return language }
        }
        if let value = environment["WORKQL_LANGUAGE"],
            let language = Language(rawValue: value.lowercased())
        {
            return language
        }
        guard words.first == "help" || words.first == "explain" || words.contains("--help"),
            let path = ConfigurationFile.path(in: environment),
            let file = try? ConfigurationFile.load(path),
            let settings = try? Settings(environment: environment, file: file)
        else { return Language(locale: environment) }
        return settings.spoken.language
    }
}
