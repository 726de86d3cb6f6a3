/// Words of English that no name and no SQL is made of, and that a Chinese text does not have.
package enum EnglishWords {
    private static let all: Set<Substring> = [
        "the", "is", "are", "of", "and", "which", "that", "not", "has", "have", "was", "with", "be",
        "does", "to", "its", "it", "there", "an", "for", "this", "behind", "needs", "takes",
        "write", "or",
    ]

    /// Returns those in a text, outside of what is quoted, code such as `SINCE this week`, and what a
    /// service said.
    package static func found(in text: String) -> [Substring] {
        let prose = text.replacing(
            #/"[^"]*"|'[^']*'|`[^`]*`| \(-?\d+: .*|(SINCE|DURING) this [a-z]+/#, with: "")
        return prose.split { !$0.isASCII || !$0.isLetter && $0 != "_" }.filter(all.contains)
    }
}
