import Testing
import WorkQLSyntax

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("a", 1), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("я", 1), ("ß", 1), ("½", 1),
        ("中", 2), ("〇", 2), ("、", 2), ("，", 2), ("Ａ", 2), ("ｱ", 1), ("ア", 2), ("が", 2),
        ("か\u{3099}", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("𠮷", 2), ("葛\u{E0100}", 2),
        ("😀", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🏳️‍🌈", 2), ("🇨🇳", 2), ("❤️", 2), ("❤\u{FE0E}", 1),
        ("1️⃣", 2), ("☎", 1), ("⌚", 2), ("🫠", 2), ("🪿", 2), ("…", 1), ("—", 1), ("\u{A0}", 1),
        ("\u{3000}", 2), ("\u{0}", 0), ("\t", 0), ("\n", 0), ("\r\n", 0), ("\u{7F}", 0),
        ("\u{9B}", 0), ("\u{200B}", 0), ("ก", 1), ("กำ", 1), ("नि", 1), ("ا", 1),
    ]) func measuresCharacters(_ text: String, _ width: Int) {
        #expect(text.count == 1 && text.first?.displayWidth == width, "\(text)")
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("打卡 ok", 7), ("e\u{301}e\u{301}", 2), ("👨‍👩‍👧中a", 5), ("a\u{0}b", 2),
    ]) func measuresTexts(_ text: String, _ width: Int) {
        #expect(text.displayWidth == width, "\(text)")
    }

    /// The width if ambiguous characters take one column, and if they take two.
    @Test(arguments: [
        // Chinese, kana and Hangul are wide, half-width forms are not.
        ("打卡记录", 8, 8), ("ひらがなカタカナ", 16, 16), ("ｶﾀｶﾅ", 4, 4), ("한국어", 6, 6),
        ("\u{1112}\u{1161}\u{11AB}\u{1100}", 4, 4), ("Ａ１！", 6, 6), ("𠮷", 2, 2),
        // Emoji: joined, flags, skin tones, with and without their presentation.
        ("👨‍👩‍👧‍👦", 2, 2), ("🏳️‍🌈", 2, 2), ("🇨🇳🇯🇵", 4, 4), ("👍🏽", 2, 2), ("❤️", 2, 2),
        ("❤\u{FE0E}", 1, 1), ("1️⃣", 2, 2), ("☎️", 2, 2), ("🧑🏿‍💻", 2, 2),
        // Combining marks stay on their letter.
        ("e\u{301}", 1, 1), ("o\u{308}\u{304}", 1, 1), ("か\u{3099}", 2, 2), ("\u{301}", 0, 0),
        ("กำ", 1, 1),
        // Ambiguous: enclosed, Greek, Cyrillic, dashes, quotes, lines, some Latin letters.
        ("①", 1, 2), ("α", 1, 2), ("Ω", 1, 2), ("я", 1, 2), ("—", 1, 2), ("“”", 2, 4), ("…", 1, 2),
        ("│", 1, 2), ("─", 1, 2), ("°", 1, 2), ("×", 1, 2), ("é", 1, 2), ("→", 1, 2), ("☎", 1, 2),
        ("☎\u{FE0E}", 1, 1), ("é", 1, 2), ("ç", 1, 1), ("⏎", 1, 1), ("␛", 1, 1), ("⋮", 1, 1),
        ("①打—", 4, 6), ("abc", 3, 3),
    ]) func measuresAmbiguousCharacters(_ text: String, _ narrow: Int, _ wide: Int) {
        #expect(text.displayWidth(ambiguous: 1) == narrow, "\(text)")
        #expect(text.displayWidth(ambiguous: 2) == wide, "\(text)")
    }

    @Test(arguments: [
        ("plain", "plain"), ("中文", "中文"), ("a\u{1B}[31m", #"a\u{1B}[31m"#),
        ("a\r\nb\tc", #"a\u{D}\u{A}b\u{9}c"#), ("\u{202E}x\u{2066}", #"\u{202E}x\u{2066}"#),
        ("\u{9B}m", #"\u{9B}m"#), ("👨‍👩‍👧", "👨‍👩‍👧"), ("\u{FEFF}\u{200B}", #"\u{FEFF}\u{200B}"#),
    ]) func neutralizes(_ text: String, _ shown: String) {
        #expect(text.neutralized == shown)
    }
}
