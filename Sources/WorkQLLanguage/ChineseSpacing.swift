/// Where values meet the words around them: Chinese and Latin stand apart by a space, Chinese and
/// Chinese, or full-width marks, do not.
struct ChineseSpacing: Sendable {
    func joined(_ parts: [MessageTemplate.Part], _ values: [String: String]) -> String {
        var text = ""
        var wasPlace = false
        for part in parts {
            switch part {
            case .text(let literal):
                append(String(decoding: literal, as: UTF8.self), to: &text, isJoint: wasPlace)
                wasPlace = false
            case .place(let name):
                // One of two places that touch may be empty.
                guard let value = values[name], !value.isEmpty else { continue }
                append(value, to: &text, isJoint: !text.isEmpty && !wasPlace)
                wasPlace = true
            }
        }
        return text
    }

    private func append(_ next: String, to text: inout String, isJoint: Bool) {
        guard isJoint, let before = text.unicodeScalars.last, let after = next.unicodeScalars.first
        else {
            text += next
            return
        }
        if before == " ", after.isWide, text.unicodeScalars.dropLast().last?.isWide == true {
            text.unicodeScalars.removeLast()
            text += next
        } else if after == " ", before.isWide, next.unicodeScalars.dropFirst().first?.isWide == true
        {
            text += next.dropFirst()
        } else if before.isHan && after.isLatin || before.isLatin && after.isHan {
            text += " " + next
        } else {
            text += next
        }
    }
}

extension Unicode.Scalar {
    /// Chinese, or a mark as wide as that.
    var isWide: Bool { isHan || ("，。、；：（）？！《》".unicodeScalars.contains(self)) }

    var isHan: Bool { properties.isIdeographic }

    var isLatin: Bool { isASCII && (properties.isAlphabetic || properties.numericType != nil) }
}
