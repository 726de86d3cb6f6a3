import Testing

@testable import WorkQLEditor

@Suite struct KeyDecoderTests {
    private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

    private func keys(_ bytes: [UInt8]) -> [Key] {
        var decoder = KeyDecoder()
        var keys = bytes.compactMap { decoder.decode($0) }
        if let last = decoder.flush() { keys.append(last) }
        return keys
    }

    private func sequence(_ text: String) -> Key { .sequence(Array(text.utf8)) }

    @Test func charactersOfAnyLength() {
        #expect(
            keys("aé打😀\r") == [
                .character("a"), .character("é"), .character("打"), .character("😀"),
                .character("\r"),
            ])
    }

    @Test func sequencesEndWhereTheyEnd() {
        let written = [
            "\u{1B}[A", "\u{1B}OA", "\u{1B}[1;5D", "\u{1B}[3~", "\u{1B}b", "\u{1B}\r",
            "\u{1B}\u{1B}[D", "\u{1B}打", "\u{1B}[?1;2c",
        ]
        #expect(keys(written.joined() + "x") == written.map(sequence) + [.character("x")])
    }

    @Test func escapeAloneIsAKeyWhenNothingFollows() {
        #expect(keys("\u{1B}") == [sequence("\u{1B}")])
        #expect(keys("\u{1B}[") == [sequence("\u{1B}[")])
        var decoder = KeyDecoder()
        #expect(decoder.flush() == nil)
        #expect(decoder.decode(0x1B) == nil)
        #expect(decoder.isAmbiguous)
        // An incomplete character waits for the rest of its bytes.
        decoder = KeyDecoder()
        #expect(decoder.decode(0xE6) == nil)
        #expect(decoder.isPartial && !decoder.isAmbiguous)
        #expect(decoder.flush() == nil)
    }

    @Test func pasteIsOneKey() {
        #expect(
            keys("\u{1B}[200~a\r\nb\rc\n\td\u{1B}[31m\u{03}\u{7F}打\u{1B}[201~x") == [
                .paste("a\nb\nc\n\td[31m打"), .character("x"),
            ])
        #expect(keys("\u{1B}[200~a") == [])
    }

    @Test func brokenCharactersAreReplaced() {
        #expect(keys([0xFF, 0x61]).last == .character("a"))
        #expect(keys([0xE6, 0x89, 0x61]) == [.character("a")])
        #expect(keys([0xE6, 0xE6, 0x89, 0x93]) == [.character("\u{FFFD}"), .character("打")])
        #expect(keys([0x80]) == [.character("\u{FFFD}")])
        #expect(keys([0xE6, 0x1B, 0x5B, 0x41]) == [.character("\u{FFFD}"), sequence("\u{1B}[A")])
    }
}
