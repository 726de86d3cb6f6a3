/// How much a text that is read as EUC-KR looks like Korean.
///
/// Its syllables have the bytes of common Chinese characters of GB2312, the first half of them by
/// their sound. A Chinese text has the other half too; one that has not is Korean where many of its
/// characters are the syllables that Korean texts are full of.
struct KoreanText {
    enum Likelihood {
        case no, perhaps, yes
    }

    let likelihood: Likelihood

    /// - Parameter bytes: of whole lines.
    init(_ bytes: [UInt8]) {
        guard case .bytes(let text) = Charset.eucKR.decode(bytes) else {
            likelihood = .no
            return
        }
        var (syllables, others, frequent) = (0, 0, 0)
        var different: Set<Unicode.Scalar> = []
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0xAC00...0xD7A3:
                syllables += 1
                if Self.frequent.contains(scalar) { frequent += 1 }
                different.insert(scalar)
            // Signs, which both have in the same place, and forms of full width.
            case 0...0x33FF, 0xFF00...0xFFEF: break
            default: others += 1
            }
        }
        let isFrequent = frequent * 4 >= syllables
        if syllables == 0 || others * 19 > syllables {
            likelihood = .no
        } else if isFrequent, different.count >= 6 {
            likelihood = .yes
        } else {
            let isFairlyFrequent = frequent * 8 >= syllables && different.count >= 8
            likelihood = isFairlyFrequent || isFrequent && different.count >= 3 ? .perhaps : .no
        }
    }

    /// Of endings and particles, of names, and of the words that tables of work have.
    private static let frequent = Set(
        """
        이다는에의고가하기지사을은로한정리자인일대시수아부원장김전해보성동서구제주라그나과도를\
        으니어상민영박최조강윤임신오안송유홍명름번호생년월소속직급팀업무관계출퇴근회실개경연락처\
        입국문화현재만있것들적중여용공미교학세선물비식
        """.unicodeScalars)
}
