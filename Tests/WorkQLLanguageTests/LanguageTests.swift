import Testing
import WorkQLLanguage

@Suite("Languages of the locale")
struct LanguageTests {
    @Test(arguments: [
        (["LANG": "zh_CN.UTF-8"], Language.zh), (["LANG": "zh_CN.utf8"], .zh),
        (["LANG": "zh_TW.UTF-8"], .zh), (["LC_ALL": "zh_CN.UTF-8", "LANG": "C"], .zh),
        (["LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"], .zh),
        (["LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"], .en),
        (["LC_ALL": "", "LANG": "zh_CN.UTF-8"], .zh),
        // The charset is that of characters, whatever the messages' own says.
        (["LC_MESSAGES": "zh_CN.UTF-8", "LC_CTYPE": "zh_CN.GBK"], .en),
        (["LC_MESSAGES": "zh_CN.UTF-8", "LC_CTYPE": "C"], .en),
        (["LANG": "zh_CN.GBK"], .en), (["LANG": "zh_CN.GB18030"], .en), (["LANG": "zh_CN"], .en),
        (["LANG": "C"], .en), (["LANG": "C.UTF-8"], .en), ([:], .en),
        (["LANG": "de_DE.UTF-8"], .en), (["LANG": "zhx.UTF-8"], .en),
    ])
    func locale(_ environment: [String: String], _ language: Language) {
        #expect(Language(locale: environment) == language)
    }

    /// Who asks for Chinese in a locale of no charset knows the terminal; one of another charset
    /// cannot show it.
    @Test(arguments: [
        ([:], Language.zh), (["LC_ALL": "C"], .zh), (["LANG": "en_US.UTF-8"], .zh),
        (["LANG": "C.UTF-8"], .zh), (["LANG": "en_US"], .zh),
        (["LANG": "zh_CN.GBK"], .en), (["LANG": "zh_CN"], .en), (["LANG": "de_DE.ISO-8859-1"], .en),
        (["LANG": "de_DE@euro"], .zh),
    ])
    func charset(_ environment: [String: String], _ shown: Language) {
        #expect(Language.zh.shown(in: environment) == shown)
        #expect(Language.en.shown(in: environment) == .en)
    }

    @Test func messagesAreASCIIWhereNothingElseIsShown() {
        let translation = Translation()
        translation.change(to: .zh, in: ["LANG": "zh_CN.GBK"])
        #expect(
            translation("3 rows · 2026-08-01 → 2026-08-02 …")
                == "3 rows - 2026-08-01 -> 2026-08-02 ...")
        #expect(translation("unknown column \"张\"") == "unknown column \"\\u{5f20}\"")
        translation.change(to: .zh, in: ["LANG": "zh_CN.UTF-8"])
        #expect(translation("3 rows · 2 calls") == "3 行 · 2 次调用")
        translation.change(to: .en, in: ["LC_ALL": "C"])
        #expect(translation("3 rows · 2 calls") == "3 rows · 2 calls")
    }
}
